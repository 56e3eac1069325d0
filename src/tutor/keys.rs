//! The one table of keys of lessons, quizzes, reviews and presenting: dispatch, the hint line and the help read it.
//!
//! One rule holds on every page: a letter and Enter is a command. Where nothing is to be typed, the letter alone does.

use crate::lang::Lang;
use crate::lesson::sheet::Form;

/// What a key or a command does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Leave, after having been asked whether to.
    Leave,
    /// Begin again, after having been asked whether to.
    Restart,
    /// Stay, where one was asked whether to leave or to begin again.
    Stay,
    /// What the learner said is what the model answer says.
    Same,
    /// It is so in part.
    Partly,
    /// It is not so.
    Different,
    /// Stop what is being computed.
    Stop,
    /// Step through the demo of the page.
    Open,
    /// Give the answer that is typed, marked or put in order.
    Give,
    /// Choose an answer by its number.
    Number,
    /// To the answer above.
    MarkUp,
    /// To the answer below.
    MarkDown,
    /// Choose the marked answer, or take it back.
    Toggle,
    /// Pick up the marked item, or put it down.
    Lift,
    /// On to the next page.
    On,
    /// A hint.
    Hint,
    /// The answer.
    ShowAnswer,
    /// The whole program, or the lines around the one in question.
    Listing,
    /// One page back.
    Back,
    /// The headings.
    Contents,
    /// To a page by its number.
    GoTo,
    /// To the next heading.
    Skip,
    /// A line up.
    Up,
    /// A line down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// Stop or go on presenting.
    Pause,
    /// Present faster.
    Faster,
    /// Present slower.
    Slower,
    /// The keys, explained.
    Help,
    /// One level up: out of what is being typed, computed or asked.
    LevelUp,
}

/// What a page is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageKind {
    /// Only to be read.
    #[default]
    Read,
    /// A demo that was not stepped through yet.
    Demo,
    /// One that was.
    Seen,
    /// A question that is open.
    Question(Option<Form>),
    /// A question that is done with.
    Answered,
    /// A goal at the prompt.
    Try,
    /// A goal that was reached.
    Reached,
    /// A program to run again with a part of it changed.
    Vary,
}

/// What has to be confirmed, or said, before anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// Whether to leave.
    Leave,
    /// Whether to begin again.
    Restart,
    /// Whether a free answer is what the model answer says.
    Compare,
}

/// By whom a lesson is gone through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// A learner, who answers.
    #[default]
    Learner,
    /// Others, who watch: it goes on by itself.
    Watching,
    /// The same, paused.
    Paused,
}

/// On what pages are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Medium {
    /// On the whole screen.
    #[default]
    Screen,
    /// Line by line; each command is a line.
    Lines,
}

/// What is possible now; decides which keys do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// What the page is for.
    pub page: PageKind,
    /// What has to be confirmed first.
    pub doubt: Option<Doubt>,
    /// Who goes through it.
    pub audience: Audience,
    /// On what.
    pub medium: Medium,
    /// A program is being run for this page.
    pub computes: bool,
    /// Something stands in the line being typed.
    pub typed: bool,
    /// The page goes on below the screen.
    pub more_below: bool,
    /// There is more of the program than is shown.
    pub has_listing: bool,
}

impl Situation {
    /// Whether any text may be the answer, so that single letters may be part of one.
    pub fn takes_text(&self) -> bool {
        match self.page {
            PageKind::Try | PageKind::Reached | PageKind::Vary => true,
            PageKind::Question(Some(form)) => {
                matches!(form, Form::Text | Form::Blank | Form::Lines | Form::Words)
            }
            _ => false,
        }
    }

    fn form(&self) -> Option<Form> {
        match self.page {
            PageKind::Question(form) => form,
            _ => None,
        }
    }

    /// Whether a letter is typed rather than obeyed.
    pub fn types(&self) -> bool {
        self.doubt.is_none() && (self.typed || self.takes_text())
    }

    fn is_learner(&self) -> bool {
        self.audience == Audience::Learner
    }

    fn asks(&self) -> bool {
        matches!(self.doubt, Some(Doubt::Leave | Doubt::Restart))
    }

    /// Whether pages take commands: nothing is to be confirmed, and a learner goes through them.
    fn free(&self) -> bool {
        self.is_learner() && !self.asks()
    }

    fn goes_on(&self) -> bool {
        self.free()
            && matches!(
                self.page,
                PageKind::Read | PageKind::Seen | PageKind::Answered | PageKind::Reached | PageKind::Vary
            )
    }
}

/// One row of the table.
#[derive(Debug)]
pub struct Row {
    /// What it does.
    pub action: Action,
    /// The keys, by the names that `tui::keys` gives them; a single letter is also a command in line mode.
    pub keys: &'static [&'static str],
    /// How the hint line and the help name the key, in English and Chinese; nothing for the first key itself.
    label: (&'static str, &'static str),
    /// How much the hint line wants it: 0 is not shown there, 1 comes first.
    rank: u8,
    when: fn(&Situation) -> bool,
    hint: (&'static str, &'static str),
    help: (&'static str, &'static str),
}

impl Row {
    /// Whether it does something now.
    pub fn is_available(&self, now: &Situation) -> bool {
        (self.when)(now)
    }

    fn label(&self, lang: Lang) -> &'static str {
        match lang.pick(self.label.0, self.label.1) {
            "" => self.keys.first().copied().unwrap_or_default(),
            label => label,
        }
    }
}

const ENTER: (&str, &str) = ("Enter", "回车");
const NO: (&str, &str) = ("", "");

#[rustfmt::skip]
const TABLE: &[Row] = &[
    // What is asked about comes first: its keys mean something else elsewhere.
    Row { action: Action::Leave, keys: &["q", "ctrl-c", "ctrl-d"], label: NO, rank: 1, when: |now| now.doubt == Some(Doubt::Leave), hint: ("leave", "退出"), help: NO },
    Row { action: Action::Restart, keys: &["r"], label: NO, rank: 1, when: |now| now.doubt == Some(Doubt::Restart), hint: ("begin again", "从头开始"), help: NO },
    Row { action: Action::Stay, keys: &["esc", "ctrl-c"], label: ("Esc", "Esc"), rank: 2, when: Situation::asks, hint: ("stay", "不退出"), help: NO },
    Row { action: Action::Same, keys: &["1"], label: NO, rank: 1, when: |now| now.doubt == Some(Doubt::Compare), hint: ("yes", "一样"), help: NO },
    Row { action: Action::Partly, keys: &["2"], label: NO, rank: 1, when: |now| now.doubt == Some(Doubt::Compare), hint: ("partly", "部分一样"), help: NO },
    Row { action: Action::Different, keys: &["3"], label: NO, rank: 1, when: |now| now.doubt == Some(Doubt::Compare), hint: ("no", "不一样"), help: NO },
    Row { action: Action::Stop, keys: &["esc", "ctrl-c"], label: ("Esc", "Esc"), rank: 1, when: |now| now.computes && now.doubt.is_none() && now.medium == Medium::Screen && !now.typed, hint: ("stop computing", "停止计算"), help: NO },
    // Answers.
    Row { action: Action::Open, keys: &["s", "enter", "space"], label: ("s or Enter", "s 或回车"), rank: 1, when: |now| now.free() && now.page == PageKind::Demo && !now.typed, hint: ("step through it", "单步执行"), help: ("step through the demo of the page", "单步执行本页的演示") },
    Row { action: Action::Number, keys: &["1", "2", "3", "4", "5", "6", "7", "8", "9"], label: ("number or ↑↓", "编号或 ↑↓"), rank: 1, when: |now| now.free() && !now.typed && now.form() == Some(Form::One), hint: ("answer", "作答"), help: ("answer a question to choose from", "选择题：直接作答") },
    Row { action: Action::Lift, keys: &["space"], label: ("↑↓ Space", "↑↓ 空格"), rank: 1, when: |now| now.free() && !now.typed && now.medium == Medium::Screen && now.form() == Some(Form::Order), hint: ("move an item", "移动一项"), help: ("pick up an item of an order, move it with the arrows, put it down", "排序题：拿起一项，用方向键移动，再放下") },
    Row { action: Action::Toggle, keys: &["space"], label: ("↑↓ Space", "↑↓ 空格"), rank: 1, when: |now| now.free() && now.medium == Medium::Screen && now.form() == Some(Form::Some), hint: ("mark", "勾选"), help: ("mark an answer where several are right", "多选题：勾选或取消一项") },
    Row { action: Action::MarkUp, keys: &["up"], label: ("↑ ↓", "↑ ↓"), rank: 0, when: |now| now.free() && matches!(now.form(), Some(Form::One | Form::Some | Form::Order)), hint: NO, help: ("to another answer; on other pages, scroll", "移到另一个选项；在其他页上是滚动") },
    Row { action: Action::MarkDown, keys: &["down"], label: NO, rank: 0, when: |now| now.free() && matches!(now.form(), Some(Form::One | Form::Some | Form::Order)), hint: NO, help: NO },
    Row { action: Action::Give, keys: &["enter"], label: ENTER, rank: 2, when: |now| now.free() && matches!(now.page, PageKind::Question(_) | PageKind::Try) && now.form() != Some(Form::One), hint: ("answer", "作答"), help: ("answer with what is marked or typed", "提交选中或输入的答案") },
    Row { action: Action::On, keys: &["enter", "space"], label: ENTER, rank: 2, when: |now| now.goes_on() && !now.typed, hint: ("next", "继续"), help: ("on to the next page", "翻到下一页") },
    Row { action: Action::Give, keys: &["enter"], label: ENTER, rank: 0, when: |now| now.free() && (now.typed || now.form() == Some(Form::One)), hint: NO, help: NO },
    Row { action: Action::Open, keys: &["s"], label: NO, rank: 3, when: |now| now.free() && now.page == PageKind::Seen, hint: ("step through it again", "再走一遍"), help: NO },
    // Commands.
    Row { action: Action::Hint, keys: &["h"], label: NO, rank: 3, when: |now| now.free() && matches!(now.page, PageKind::Question(_) | PageKind::Try), hint: ("hint", "提示"), help: ("a hint", "提示") },
    Row { action: Action::ShowAnswer, keys: &["a"], label: NO, rank: 4, when: |now| now.free() && matches!(now.page, PageKind::Question(_) | PageKind::Try), hint: ("show the answer", "看答案"), help: ("show the answer", "看答案") },
    Row { action: Action::Listing, keys: &["v"], label: NO, rank: 5, when: |now| now.free() && now.has_listing && now.medium == Medium::Screen, hint: ("whole program", "完整程序"), help: ("the whole program, or the lines around the one in question", "完整程序，或者只看相关的几行") },
    Row { action: Action::Listing, keys: &["v"], label: NO, rank: 0, when: Situation::free, hint: NO, help: NO },
    Row { action: Action::On, keys: &["n", "right"], label: NO, rank: 6, when: |now| now.free(), hint: ("next", "下一页"), help: ("on to the next page in any case", "直接到下一页") },
    Row { action: Action::Back, keys: &["b", "left"], label: NO, rank: 7, when: Situation::free, hint: ("back", "后退"), help: ("one page back", "退回一页") },
    Row { action: Action::Contents, keys: &["t"], label: NO, rank: 8, when: |now| now.free() && !matches!(now.page, PageKind::Question(_) | PageKind::Try), hint: ("contents", "目录"), help: ("contents", "目录") },
    Row { action: Action::Contents, keys: &["t"], label: NO, rank: 0, when: Situation::free, hint: NO, help: NO },
    Row { action: Action::GoTo, keys: &[], label: ("g N", "g N"), rank: 9, when: |now| now.free() && now.page == PageKind::Read, hint: ("go to page", "跳到第 N 页"), help: ("go to a page: `g 5`", "跳到某一页：`g 5`") },
    Row { action: Action::Skip, keys: &["k"], label: NO, rank: 0, when: Situation::free, hint: NO, help: ("skip to the next heading", "跳到下一节") },
    Row { action: Action::Restart, keys: &["r"], label: NO, rank: 0, when: Situation::free, hint: NO, help: ("begin again at the first page", "从第一页重新开始") },
    Row { action: Action::Help, keys: &["?"], label: NO, rank: 11, when: Situation::free, hint: ("help", "帮助"), help: ("this list", "显示这个列表") },
    Row { action: Action::Leave, keys: &["q", "ctrl-d"], label: NO, rank: 10, when: Situation::free, hint: ("quit", "退出"), help: ("quit; you continue here next time", "退出，下次从这里继续") },
    Row { action: Action::LevelUp, keys: &["esc", "ctrl-c"], label: ("Esc", "Esc"), rank: 0, when: Situation::free, hint: NO, help: ("one level up: clears what is typed, stops what is computed, then asks whether to leave", "退一层：清空输入、停止计算，然后询问是否退出") },
    // Presenting.
    Row { action: Action::Pause, keys: &["space", "p"], label: ("Space", "空格"), rank: 1, when: |now| now.audience == Audience::Watching && !now.asks(), hint: ("pause", "暂停"), help: NO },
    Row { action: Action::Pause, keys: &["space", "p"], label: ("Space", "空格"), rank: 1, when: |now| now.audience == Audience::Paused && !now.asks(), hint: ("play", "播放"), help: NO },
    Row { action: Action::Back, keys: &["left", "b", "pageup", "backspace"], label: ("←/→", "←/→"), rank: 2, when: |now| !now.is_learner() && !now.asks(), hint: ("back, on", "后退、继续"), help: NO },
    Row { action: Action::On, keys: &["right", "n", "pagedown", "enter"], label: NO, rank: 0, when: |now| !now.is_learner() && !now.asks(), hint: NO, help: NO },
    Row { action: Action::Slower, keys: &["-"], label: ("-/+", "-/+"), rank: 3, when: |now| now.audience == Audience::Watching && !now.asks(), hint: ("slower, faster", "减慢、加快"), help: NO },
    Row { action: Action::Faster, keys: &["+", "="], label: NO, rank: 0, when: |now| now.audience == Audience::Watching && !now.asks(), hint: NO, help: NO },
    Row { action: Action::Leave, keys: &["q", "esc", "ctrl-c"], label: NO, rank: 4, when: |now| !now.is_learner() && !now.asks(), hint: ("quit", "退出"), help: NO },
    // Scrolling.
    Row { action: Action::Up, keys: &["up"], label: NO, rank: 0, when: |_| true, hint: NO, help: NO },
    Row { action: Action::Down, keys: &["down"], label: NO, rank: 0, when: |_| true, hint: NO, help: NO },
    Row { action: Action::PageDown, keys: &["pagedown"], label: ("PgUp PgDn", "PgUp PgDn"), rank: 0, when: Situation::is_learner, hint: NO, help: ("scroll by a screen; Space does it too where there is more below", "滚动一屏；下面还有内容时空格也可以") },
    Row { action: Action::PageUp, keys: &["pageup"], label: NO, rank: 0, when: Situation::is_learner, hint: NO, help: NO },
];

/// Whether the name of a key is that of a letter, a digit or a sign: such keys may be part of what is typed.
pub fn is_sign(key: &str) -> bool {
    key == "space" || key.chars().count() == 1
}

/// What a key does now; nothing where it is part of what is typed, or does nothing.
pub fn of_key(key: &str, now: &Situation) -> Option<Action> {
    if is_sign(key) && now.types() {
        return None;
    }
    // In a line that is being typed, these move the cursor.
    if matches!(key, "left" | "right") && now.typed {
        return None;
    }
    // A page is read to its end before the next one comes.
    let is_taken = matches!(now.form(), Some(Form::Some | Form::Order));
    if key == "space" && now.more_below && now.free() && !is_taken {
        return Some(Action::PageDown);
    }
    TABLE.iter().find(|row| row.keys.contains(&key) && row.is_available(now)).map(|row| row.action)
}

/// The command that a typed line is, with the number of the page to go to; nothing where it is none.
pub fn of_line(line: &str, now: &Situation) -> Option<(Action, Option<usize>)> {
    if let Some(number) = line.strip_prefix("g ").and_then(|number| number.trim().parse().ok()) {
        return Some((Action::GoTo, Some(number)));
    }
    let mut letters = line.chars();
    letters.next().filter(|_| letters.next().is_none())?;
    let row = TABLE.iter().find(|row| row.keys.contains(&line) && row.is_available(now))?;
    (row.action != Action::Number).then_some((row.action, None))
}

/// What can be done now, in one line.
pub fn hints(now: &Situation, lang: Lang) -> String {
    let mut rows: Vec<&Row> = TABLE
        .iter()
        .filter(|row| row.rank > 0 && row.is_available(now))
        // In line mode Enter ends each line, and arrows move nothing.
        .filter(|row| now.medium == Medium::Screen || row.action != Action::Give)
        .collect();
    rows.sort_by_key(|row| row.rank);
    let colon = if now.is_learner() { lang.pick(": ", "：") } else { " " };
    let mut said: Vec<String> = lead(now, lang).map(str::to_owned).into_iter().collect();
    let types = now.types() || now.medium == Medium::Lines;
    let is_shown = |row: &&Row| !(types && matches!(row.action, Action::Give | Action::Number));
    said.extend(
        rows.into_iter()
            .filter(is_shown)
            .map(|row| format!("{}{colon}{}", row.label(lang), lang.pick(row.hint.0, row.hint.1))),
    );
    said.join("   ")
}

/// What the hint line begins with.
fn lead(now: &Situation, lang: Lang) -> Option<&'static str> {
    Some(match (now.doubt, now.audience) {
        (Some(Doubt::Leave), _) => lang.pick("Leave?", "要退出吗？"),
        (Some(Doubt::Restart), _) => lang.pick("Begin again at the first page?", "要从第一页重新开始吗？"),
        (Some(Doubt::Compare), _) => lang.pick("Did you say the same?", "你说的一样吗？"),
        (None, Audience::Paused) => lang.pick("paused", "已暂停"),
        (None, Audience::Watching) => return None,
        (None, Audience::Learner) => match (now.page, now.medium) {
            (PageKind::Question(_) | PageKind::Try, Medium::Lines) => {
                lang.pick("type your answer", "输入答案")
            }
            (PageKind::Vary, Medium::Lines) => lang.pick("type a change", "输入改动"),
            (PageKind::Vary, Medium::Screen) => {
                lang.pick("type a change or a letter, then Enter", "输入改动或字母，再按回车")
            }
            (PageKind::Question(_) | PageKind::Try, _) if now.takes_text() => {
                lang.pick("type an answer or a letter, then Enter", "输入答案或字母，再按回车")
            }
            _ => return None,
        },
    })
}

/// Every command of a learner's pages, in Markdown.
pub fn help(medium: Medium, lang: Lang) -> String {
    let mut text = lang
        .pick(
            "A letter and Enter is a command on every page; where nothing is to be typed, the letter alone does.\n\n",
            "每一页上，字母加回车就是命令；不需要输入文字的页面上，只按字母就行。\n\n",
        )
        .to_owned();
    // In line mode each line ends with Enter, and nothing is moved or scrolled.
    let of_screens = |action: Action| {
        use Action::{Give, LevelUp, Lift, Listing, MarkUp, Number, PageDown, Toggle};
        matches!(action, Give | LevelUp | Lift | Listing | MarkUp | Number | PageDown | Toggle)
    };
    let is_told = |row: &&Row| medium == Medium::Screen || !of_screens(row.action);
    for row in TABLE.iter().filter(|row| !row.help.0.is_empty()).filter(is_told) {
        let help = lang.pick(row.help.0, row.help.1);
        text.push_str(&format!("- `{}`{}{help}\n", row.label(lang), lang.pick(": ", "：")));
    }
    text.push_str(lang.pick(
        "- `= n`: answer with the text `n` where a letter alone would be a command\n",
        "- `= n`：答案恰好是单个字母 `n` 时这样输入\n",
    ));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(page: PageKind) -> Situation {
        Situation { page, ..Situation::default() }
    }

    #[test]
    fn a_letter_acts_at_once_only_where_nothing_is_typed() {
        let choice = page(PageKind::Question(Some(Form::One)));
        assert_eq!(of_key("h", &choice), Some(Action::Hint));
        assert_eq!(of_key("h", &Situation { typed: true, ..choice }), None);
        let text = page(PageKind::Question(Some(Form::Text)));
        assert_eq!(of_key("h", &text), None);
        for now in [choice, text, page(PageKind::Try)] {
            assert_eq!(of_line("h", &now), Some((Action::Hint, None)));
            assert_eq!(of_line("g 9", &now), Some((Action::GoTo, Some(9))));
            assert_eq!(of_line("hh", &now), None);
        }
    }

    #[test]
    fn what_is_in_doubt_comes_before_everything_else() {
        let asked = Situation { doubt: Some(Doubt::Leave), ..page(PageKind::Try) };
        assert_eq!(of_key("q", &asked), Some(Action::Leave));
        assert_eq!(of_key("esc", &asked), Some(Action::Stay));
        assert_eq!(of_key("n", &asked), None);
        assert_eq!(hints(&asked, Lang::En), "Leave?   q: leave   Esc: stay");
        let compared = Situation { doubt: Some(Doubt::Compare), ..page(PageKind::Answered) };
        assert!(
            hints(&compared, Lang::Zh)
                .starts_with("你说的一样吗？   1：一样   2：部分一样   3：不一样   回车：继续")
        );
    }

    #[test]
    fn no_key_has_two_meanings_that_are_possible_at_once_but_by_the_order_of_the_table() {
        let kinds = [
            PageKind::Read,
            PageKind::Demo,
            PageKind::Seen,
            PageKind::Question(Some(Form::One)),
            PageKind::Question(Some(Form::Order)),
            PageKind::Question(Some(Form::Some)),
            PageKind::Answered,
        ];
        for kind in kinds {
            let now = page(kind);
            for letter in ["n", "b", "t", "k", "r", "q", "?"] {
                assert!(of_key(letter, &now).is_some(), "{letter} on {kind:?}");
            }
            assert_ne!(of_key("enter", &now), None, "{kind:?}");
            assert_ne!(of_key("esc", &now), Some(Action::Leave), "Esc never leaves: {kind:?}");
        }
    }

    #[test]
    fn every_row_is_said_in_both_languages() {
        for row in TABLE {
            assert_eq!(row.hint.0.is_empty(), row.hint.1.is_empty(), "{row:?}");
            assert_eq!(row.help.0.is_empty(), row.help.1.is_empty(), "{row:?}");
            assert!(row.rank == 0 || !row.hint.0.is_empty(), "{row:?}");
        }
        for lang in Lang::ALL {
            assert!(help(Medium::Screen, lang).contains("`g N`"));
        }
    }
}
