//! What stands in each pane, as lines of (role, text).

use std::ops::Range;

use super::{App, Clocks, Message, Mode, Purpose};
use crate::lang::Lang;
use crate::stage::scene::{Edge, Scene};
use crate::trace::event::{Clock, Kind, Outcome, Site};
use crate::tui::editor::Editor;
use crate::tui::layout::{self, Pane};
use crate::view::cards::{self, Block, Depth};
use crate::view::code::{self, Marks};
use crate::view::fit;
use crate::view::role::{Line, Role};
use crate::view::stack;
use crate::view::story;
use crate::view::strip::{self, Who};
use crate::view::tasks;
use crate::view::words::{seconds, word};

/// The row at the top: the file, the step, the clock, what the program does.
pub fn title(app: &App, scene: &Scene<'_>, columns: usize) -> Line {
    let world = scene.world();
    let lang = app.lang;
    let name = scene.source(app.shown_file(scene)).map_or("", |source| source.name());
    let name = name.rsplit('/').next().unwrap_or(name);
    let (step, edge) = (scene.cursor(), app.horizon(scene));
    let place = match lang {
        Lang::En if step == edge => format!("step {step}"),
        Lang::Zh if step == edge => format!("第 {step} 步"),
        Lang::En => format!("step {step} of {edge}"),
        Lang::Zh => format!("第 {step} 步，共 {edge} 步"),
    };
    let (role, state) = match scene.edge {
        Edge::Running if app.mode != Mode::Asking => (Role::Waiting, running(scene, lang)),
        _ if step < edge => (Role::Note, word(lang, "looking back", "回看").to_owned()),
        Edge::Paused => (Role::Running, word(lang, "paused", "暂停").to_owned()),
        Edge::Running => (Role::Waiting, word(lang, "runs …", "运行中……").to_owned()),
        Edge::NeedsInput => (Role::Waiting, word(lang, "waits for input", "等待输入").to_owned()),
        Edge::Ended => (Role::Closed, ended(scene, lang)),
    };
    let mut line = vec![
        (Role::Strong, format!(" {name} ")),
        (Role::Dim, format!(" {place} ")),
        (Role::Dim, format!(" {}{} ", seconds(world.time()), clock(world.clock(), lang))),
        (role, format!(" {state}")),
    ];
    if app.playing {
        let speed = app.speed + 1;
        line.push((Role::Note, format!("  ▶ {} {speed}/7", word(lang, "plays, speed", "播放，速度"))));
    }
    if let Some(score) = app.predictor.badge(lang) {
        line.push((Role::Note, format!("  {score}")));
    }
    fit::cut_line(line, columns)
}

/// How far a run has come, and how to stop it.
fn running(scene: &Scene<'_>, lang: Lang) -> String {
    let runs = word(lang, "runs …", "运行中……");
    let far = match scene.goal {
        Some(goal) if goal.0 > 0 => {
            let edge = scene.timeline.edge();
            format!(" {}%", edge.0.saturating_mul(100) / goal.0)
        }
        _ => String::new(),
    };
    format!("{runs}{far}  {}", word(lang, "Space pauses", "按空格暂停"))
}

/// Which clock the program lives by.
fn clock(clock: Option<Clock>, lang: Lang) -> &'static str {
    match clock {
        Some(Clock::Virtual) => word(lang, " virtual", " 虚拟时钟"),
        Some(Clock::Real) => word(lang, " real", " 真实时钟"),
        None => "",
    }
}

fn ended(scene: &Scene<'_>, lang: Lang) -> String {
    let last = scene.timeline.event_to(scene.timeline.edge()).map(|event| event.kind);
    let Some(Kind::ProgramEnded { outcome, status, .. }) = last else {
        return word(lang, "ended", "已结束").to_owned();
    };
    match outcome {
        Outcome::Ok => word(lang, "ended", "已结束").to_owned(),
        Outcome::Exception => word(lang, "ended by an exception", "因异常结束").to_owned(),
        Outcome::Exit => format!("{} {status}", word(lang, "exited with", "已退出，状态")),
        Outcome::Interrupted => word(lang, "interrupted", "被中断").to_owned(),
        Outcome::Timeout => word(lang, "ran out of time", "超时").to_owned(),
        Outcome::Died => word(lang, "Python died", "Python 进程已终止").to_owned(),
    }
}

/// The heading of a pane.
pub fn heading(app: &App, scene: &Scene<'_>, pane: Pane, columns: usize) -> Line {
    let lang = app.lang;
    let (name, extra) = match pane {
        Pane::Source => {
            let source = scene.source(app.shown_file(scene));
            (word(lang, "Source", "源代码"), source.map_or(String::new(), |source| source.name().to_owned()))
        }
        Pane::Stack => {
            let alive = scene.world().alive_count();
            let text = match lang {
                Lang::En => format!("{alive} alive"),
                Lang::Zh => format!("存活 {alive} 个"),
            };
            (word(lang, "Who runs, who sleeps", "谁在运行，谁在挂起"), text)
        }
        Pane::Loop => (word(lang, "Event loop", "事件循环"), String::new()),
        Pane::Strip => {
            let zoom = app.strip.zoom;
            let text = match (lang, zoom) {
                (_, 1) => String::new(),
                (Lang::En, zoom) => format!("{zoom} steps a column"),
                (Lang::Zh, zoom) => format!("每列 {zoom} 步"),
            };
            (word(lang, "Timeline", "时间线"), text)
        }
        Pane::Output => (word(lang, "Output", "输出"), String::new()),
    };
    let is_focus = app.focus == pane;
    let (rule, role) = if is_focus { ("━", Role::Strong) } else { ("─", Role::Heading) };
    let mut line = vec![(role, format!("{rule}{rule} {name} "))];
    if !extra.is_empty() {
        line.push((Role::Dim, format!("{extra} ")));
    }
    if pane == Pane::Strip && columns > 100 {
        line.extend(strip::legend(lang));
        line.push((Role::Plain, " ".to_owned()));
    }
    let line = fit::cut_line(line, columns);
    let used = fit::line_width(&line);
    let mut line = line;
    let cells = columns.saturating_sub(used);
    let cursor = (pane == Pane::Strip)
        .then(|| scene.tracks.column_of(scene.cursor(), columns, app.strip))
        .flatten()
        .and_then(|column| column.checked_sub(used))
        .filter(|column| *column < cells);
    match cursor {
        Some(column) => {
            line.push((role, rule.repeat(column)));
            line.push((Role::Current, "▼".to_owned()));
            line.push((role, rule.repeat(cells - column - 1)));
        }
        None => line.push((role, rule.repeat(cells))),
    }
    line
}

/// The marks of the file that is shown.
pub fn marks(app: &App, scene: &Scene<'_>) -> Marks {
    let file = app.shown_file(scene);
    let here = |site: &Site| site.file == file;
    let mut marks = Marks {
        current: scene.site().filter(here).map(|site| site.line),
        breakpoints: scene.breakpoints.iter().filter(|site| here(site)).map(|site| site.line).collect(),
        noted: scene.notes.sites().filter(here).map(|site| site.line).collect(),
        looked_at: app.looked_at.filter(here).map(|site| site.line),
        ..Marks::default()
    };
    for (object, site) in scene.world().sleepers().filter(|(_, site)| here(site)).take(1000) {
        marks.asleep.entry(site.line).or_default().push(fit::visible(object.label()));
    }
    marks
}

/// The rows of the source pane.
pub struct Listing {
    /// The rows, from the top down.
    pub lines: Vec<Line>,
    /// Which of them are no lines of the source, but say what just happened on the line before them.
    pub aside: Range<usize>,
}

impl Listing {
    /// The line of the source in a row, counted from the first one shown.
    pub fn line_at(&self, row: usize) -> Option<usize> {
        match row {
            row if row < self.aside.start => Some(row),
            row if row < self.aside.end => None,
            row => Some(row - self.aside.len()),
        }
    }
}

/// The rows of the source, with what just happened right below the line it speaks of.
pub fn source(app: &App, scene: &Scene<'_>, rows: usize, columns: usize) -> Listing {
    let mut aside = aside(app, scene, columns);
    aside.truncate(room_for_aside(app, scene, rows, columns));
    let room = rows.saturating_sub(aside.len());
    let marks = marks(app, scene);
    let mut lines = match scene.source(app.shown_file(scene)) {
        Some(source) => {
            let room = u32::try_from(room).unwrap_or(u32::MAX);
            code::rows(source, &marks, app.source_first, room, columns)
        }
        None => Vec::new(),
    };
    // Where its line is out of sight, it stands on that side.
    let below = marks.current.map_or(0, |line| (line + 1).saturating_sub(app.source_first));
    let at = usize::try_from(below).unwrap_or(0).min(lines.len());
    let aside_rows = at..at + aside.len();
    lines.splice(at..at, aside);
    Listing { lines, aside: aside_rows }
}

/// How many rows of a source pane say what just happened; the line itself stays in view.
pub fn room_for_aside(app: &App, scene: &Scene<'_>, rows: usize, columns: usize) -> usize {
    aside(app, scene, columns).len().min(rows.saturating_sub(1))
}

/// What just happened, or what there is to tell, in the columns of the source; with the note on the line, where that has
/// no place of its own.
pub fn aside(app: &App, scene: &Scene<'_>, columns: usize) -> Vec<Line> {
    // The state machine of what is driven may lie over the source.
    if matches!(app.mode, Mode::Driving(_)) {
        return Vec::new();
    }
    let mut lines = sentence(app, scene, columns);
    if app.is_untouched {
        lines.extend(fit::wrap(&vec![(Role::Dim, format!("  {}", welcome(app, scene)))], columns, 2));
    }
    if layout::notes_inside(app.size) {
        lines.extend(note(app, scene, columns));
    }
    lines
}

/// The blocks of a pane that is made of blocks.
pub fn blocks(app: &App, scene: &Scene<'_>, pane: Pane, rows: usize, columns: usize) -> Vec<Block> {
    let (world, lang) = (scene.world(), app.lang);
    match pane {
        Pane::Loop => tasks::panel(world, lang, columns),
        Pane::Stack => {
            let chain = stack::chain(world, lang, columns);
            let attached = stack::attached(world);
            let used: usize = chain.iter().map(|block| block.lines.len()).sum();
            let cards = |depth| cards::cards(world, &attached, depth, lang, columns);
            let fits = |blocks: &Vec<Block>| {
                let wanted: usize = blocks.iter().map(|block| block.lines.len()).sum();
                used + wanted < rows
            };
            // As much of each card as there is room for; who wants more gives the pane the focus and scrolls.
            let below = Some(cards(Depth::Full))
                .filter(|full| app.focus == Pane::Stack || fits(full))
                .or_else(|| Some(cards(Depth::Medium)).filter(fits))
                .unwrap_or_else(|| cards(Depth::Brief));
            let mut blocks = chain;
            blocks.extend(stack::threads(world, lang, columns));
            if !below.is_empty() && !blocks.is_empty() {
                let text = word(lang, "apart, not on the stack", "不在调用栈上");
                let rule = fit::pad(&format!("── {text} {}", "─".repeat(columns)), columns).replace('…', "─");
                blocks.push(Block { who: None, lines: vec![vec![(Role::Dim, rule)]] });
            }
            blocks.extend(below);
            blocks
        }
        Pane::Source | Pane::Strip | Pane::Output => Vec::new(),
    }
}

/// Rows and columns of a pane below its heading.
fn room(app: &App, scene: &Scene<'_>, pane: Pane) -> (usize, usize) {
    let area = app.areas(scene).and_then(|areas| areas.pane(pane)).unwrap_or_default();
    (usize::from(area.height.saturating_sub(1)), usize::from(area.width))
}

/// The first line of a pane that is shown: where the user scrolled to, or where things happen.
pub fn offset(app: &App, scene: &Scene<'_>, pane: Pane) -> usize {
    let (rows, columns) = room(app, scene, pane);
    match pane {
        Pane::Source => usize::try_from(app.source_first).unwrap_or(1),
        Pane::Strip => app.strip.top,
        Pane::Output => {
            let last = scene.printed.len(scene.cursor()).saturating_sub(rows);
            app.scrolled[pane as usize].map_or(last, |offset| offset.min(last))
        }
        Pane::Stack | Pane::Loop => {
            block_offset(app, scene, pane, &blocks(app, scene, pane, rows, columns), rows)
        }
    }
}

/// As [`offset`], for blocks that are at hand.
pub fn block_offset(app: &App, scene: &Scene<'_>, pane: Pane, blocks: &[Block], rows: usize) -> usize {
    let total: usize = blocks.iter().map(|block| block.lines.len()).sum();
    let last = total.saturating_sub(rows);
    if let Some(offset) = app.scrolled[pane as usize] {
        return offset.min(last);
    }
    if pane == Pane::Loop {
        return 0;
    }
    // The innermost level of the chain stays in view: that is where things happen.
    let chain = stack::chain_len(scene.world()).min(blocks.len());
    let end: usize = blocks[..chain].iter().map(|block| block.lines.len()).sum();
    end.saturating_sub(rows).min(last)
}

/// Whose line it is in a pane of blocks.
pub fn who_at(app: &App, scene: &Scene<'_>, pane: Pane, line: usize) -> Option<Who> {
    let (rows, columns) = room(app, scene, pane);
    let mut left = line;
    for block in blocks(app, scene, pane, rows, columns) {
        if left < block.lines.len() {
            return block.who;
        }
        left -= block.lines.len();
    }
    None
}

/// The rows of the timeline.
pub fn strip(app: &App, scene: &Scene<'_>, rows: usize, columns: usize) -> Vec<Line> {
    scene.tracks.lines(app.strip, scene.cursor(), app.horizon(scene), rows, columns)
}

/// The rows of the output.
pub fn output(app: &App, scene: &Scene<'_>, rows: usize, columns: usize) -> Vec<Line> {
    scene.printed.lines(app.before, scene.cursor(), offset(app, scene, Pane::Output), rows, columns)
}

/// What just happened, or what there is to tell; nothing while a question about it is open.
fn sentence(app: &App, scene: &Scene<'_>, columns: usize) -> Vec<Line> {
    let said = match &app.message {
        Some(Message::Note(text) | Message::Refusal(text)) => vec![(Role::Note, text.clone())],
        Some(Message::Error(text)) => vec![(Role::Error, text.clone())],
        None => happened(app, scene),
    };
    let mut line: Line = vec![(Role::Strong, "» ".to_owned())];
    line.extend(said);
    fit::wrap(&line, columns, 2)
}

/// What stands at the bottom: the question of predict mode where one is open, and while something is driven, what just
/// happened.
pub fn question(app: &App, scene: &Scene<'_>, columns: usize) -> Vec<Line> {
    match app.mode {
        Mode::Asking => app.predictor.question(columns),
        Mode::Driving(_) => sentence(app, scene, columns),
        Mode::Browse | Mode::Guide(..) | Mode::Typing(..) => Vec::new(),
    }
}

/// What is said below the first sentence, until a key is pressed: where help is, and the clock where another can be had.
fn welcome(app: &App, scene: &Scene<'_>) -> String {
    let lang = app.lang;
    let mut text = word(
        lang,
        "? shows what is where, l what the signs mean.",
        "按 ? 看屏幕上有什么，按 l 看符号的意思。",
    )
    .to_owned();
    if scene.is_recorded {
        text.push_str(word(
            lang,
            " This is a recording: nothing can be evaluated in it.",
            "这是一份记录，不能在其中求值。",
        ));
    }
    let clock = scene.timeline.live().clock();
    if let Some(clock) = clock.filter(|_| app.clocks == Clocks::Both) {
        text.push_str(match clock {
            Clock::Real => word(
                lang,
                " The clock is real and runs on while you look; r starts over on the virtual one.",
                "现在用的是真实时钟，你看的时候它也在走；按 r 用虚拟时钟重新开始。",
            ),
            Clock::Virtual => word(
                lang,
                " The clock is virtual and waits for you; r starts over on the real one.",
                "现在用的是虚拟时钟，它会等你；按 r 用真实时钟重新开始。",
            ),
        });
    }
    text
}

fn happened(app: &App, scene: &Scene<'_>) -> Line {
    let lang = app.lang;
    let Some(event) = scene.event() else {
        let text = word(
            lang,
            "Nothing has happened yet. Space takes the first step.",
            "还什么都没有发生。按空格走第一步。",
        );
        return vec![(Role::Plain, text.to_owned())];
    };
    let said = story::sentence(&event, scene.world(), lang).unwrap_or_default();
    let mut line: Line = said.into_iter().map(|(role, text)| (role, fit::visible(&text))).collect();
    let printed = scene.printed.between(app.before, scene.cursor());
    if !printed.is_empty() && !matches!(event.kind, Kind::Output { .. }) {
        let text = String::from_utf8_lossy(printed);
        let text = fit::cut(&fit::visible(text.trim_end().lines().last().unwrap_or_default()), 40);
        line.push((Role::NewOutput, format!("  {} “{text}”", word(lang, "Printed:", "打印了"))));
    }
    line
}

/// The note on the moment at hand; hidden while a question is open, whose answer it may tell.
pub fn note(app: &App, scene: &Scene<'_>, columns: usize) -> Vec<Line> {
    let notes = if app.mode == Mode::Asking { Vec::new() } else { scene.notes.at(scene.cursor()) };
    let mut lines = Vec::new();
    for paragraph in notes.into_iter().flat_map(str::lines) {
        lines.extend(fit::wrap(&vec![(Role::Note, format!("\" {}", fit::visible(paragraph)))], columns, 2));
    }
    lines
}

/// The row at the bottom: what is being typed with the columns before the cursor, or the keys that work now.
pub fn hints(app: &App, scene: &Scene<'_>, columns: usize) -> (Line, Option<usize>) {
    let lang = app.lang;
    match &app.mode {
        Mode::Typing(purpose, editor) => {
            let label = match purpose {
                Purpose::Goto => word(lang, "go to step: ", "跳到第几步："),
                Purpose::Evaluate => word(lang, "evaluate: ", "求值："),
                Purpose::Find => word(lang, "find: ", "查找："),
                Purpose::Input => word(lang, "the program reads a line: ", "程序要读入一行："),
            };
            typing(label, editor, columns)
        }
        Mode::Driving(driving) => {
            let (label, editor) = driving.prompt(lang);
            typing(&label, editor, columns)
        }
        Mode::Asking => (app.predictor.hints(lang, columns), None),
        Mode::Guide(part, _) => {
            let text = match part.next() {
                Some(_) => word(
                    lang,
                    "Space continues, Left goes back, any other key closes",
                    "空格继续，← 后退，其他键关闭",
                ),
                None => word(lang, "any other key closes the help", "按其他键关闭帮助"),
            };
            (vec![(Role::Dim, text.to_owned())], None)
        }
        Mode::Browse => {
            let mut line = Line::new();
            for row in app.keys.hints(&app.situation(scene)) {
                let Some(chord) = row.keys.first() else { continue };
                let hint = if lang == Lang::Zh { row.hint.1 } else { row.hint.0 };
                let gap = if line.is_empty() { "" } else { "  " };
                let piece = [
                    (Role::Plain, gap.to_owned()),
                    (Role::Key, chord.label()),
                    (Role::Dim, format!(" {hint}")),
                ];
                let wide: usize = piece.iter().map(|(_, text)| fit::width(text)).sum();
                if fit::line_width(&line) + wide > columns {
                    break;
                }
                line.extend(piece);
            }
            (line, None)
        }
    }
}

/// A line being typed, and the columns before its cursor.
fn typing(label: &str, editor: &Editor, columns: usize) -> (Line, Option<usize>) {
    let before = fit::width(label) + fit::width(editor.before_cursor());
    // A text longer than the row is shown from where its cursor is in view.
    let hidden = (before + 1).saturating_sub(columns);
    let mut text = editor.text();
    let mut skipped = 0;
    while skipped < hidden
        && let Some(letter) = text.chars().next()
    {
        skipped += fit::width(letter.encode_utf8(&mut [0; 4]));
        text = &text[letter.len_utf8()..];
    }
    let line = vec![(Role::Key, label.to_owned()), (Role::Plain, text.to_owned())];
    (fit::cut_line(line, columns), Some(before.saturating_sub(skipped)))
}
