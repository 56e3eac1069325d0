//! What is wrong with a lesson and what to write instead, as sentences.

mod claims;
mod outline;

use super::directive::DIRECTIVES;
use super::expect::ClaimError;
use super::problem::{Fault, Lack, Needed, nearest, nearest_of};
use crate::lang::{Lang, Say, english_display, say};

impl Say for Fault {
    fn say(&self, lang: Lang) -> String {
        match self {
            Fault::Unreadable { error } => {
                let error = error.say(lang);
                say!(lang, "this file cannot be read: {error}", "无法读取这个文件：{error}")
            }
            Fault::NotAFile => {
                say!(lang, "this file cannot be read: it is not a file", "无法读取这个文件：它不是文件")
            }
            Fault::Outside { name } => say!(
                lang,
                "`{name}` is a link to a file outside of the lesson's folder",
                "`{name}` 是指向课程文件夹之外的链接"
            ),
            Fault::NotText => {
                say!(lang, "this file is not UTF-8 text from here on", "这个文件从这里开始不是 UTF-8 文本")
            }
            Fault::TooLong { size, limit } => say!(
                lang,
                "this file has {size} bytes; a script may have {limit}",
                "这个文件有 {size} 字节；脚本最多 {limit} 字节"
            ),
            Fault::Control { code } => say!(
                lang,
                "a control character ({code}) has no place in a script",
                "脚本里不能有控制字符（{code}）"
            ),
            Fault::BadName { name, what, .. } => {
                let what = what.say(lang);
                say!(lang, "`{name}` is not a name of {what}", "`{name}` 不能用作{what}的名字")
            }
            Fault::MissingScript { name } => say!(lang, "the lesson has no `{name}`", "这一课缺少 `{name}`"),
            Fault::NoFront => say!(
                lang,
                "a script begins with its front matter, a block between two lines `---`",
                "脚本以文件头开始，也就是两行 `---` 之间的内容"
            ),
            Fault::OpenFront => {
                say!(lang, "the front matter has no second line `---`", "文件头缺少第二行 `---`")
            }
            Fault::FrontLine => {
                say!(lang, "a line of the front matter is `key: value`", "文件头的每一行都是 `key: value`")
            }
            Fault::UnknownKey { key, .. } => say!(lang, "`{key}` is no key here", "这里没有 `{key}` 这个键"),
            Fault::TwiceKey { key } => say!(lang, "`{key}` is given twice", "`{key}` 写了两次"),
            Fault::MissingKey { key, .. } => say!(lang, "`{key}` is missing", "缺少 `{key}`"),
            Fault::BadValue { key, value, .. } => {
                say!(lang, "`{value}` is no value for `{key}`", "`{value}` 不能作为 `{key}` 的值")
            }
            Fault::OtherNumber { value, .. } => {
                say!(lang, "`{value}` is no value for `lesson`", "`{value}` 不能作为 `lesson` 的值")
            }
            Fault::BeforeFirstScreen => say!(
                lang,
                "a screen begins with a `##` heading; this stands before the first",
                "一屏以 `##` 标题开始；这里的内容在第一个标题之前"
            ),
            Fault::HeadingLevel { level: _ } => say!(
                lang,
                "a heading inside a screen has level 3 or more; a screen's has level 2",
                "屏内的标题是三级或更低；一屏自己的标题是二级"
            ),
            Fault::EmptyScreen { title } => {
                say!(lang, "the screen `{title}` is empty", "`{title}` 这一屏是空的")
            }
            Fault::NoScreen => say!(lang, "the script has no screen", "脚本里一屏也没有"),
            Fault::TooMuchProse { lines, limit } => say!(
                lang,
                "{lines} lines to read before there is something to do; at most {limit} keep a learner",
                "读了 {lines} 行还没有可做的事；最多 {limit} 行才留得住学习者"
            ),
            Fault::UnknownDirective { word, .. } => {
                say!(lang, "`{word}` is no directive", "没有 `{word}` 这个指令")
            }
            Fault::OpenFence { fence: _ } => {
                say!(lang, "the block has no closing fence", "代码块没有结束标记")
            }
            Fault::IndentedCode => say!(
                lang,
                "code stands in a fenced block with a word after the fence",
                "代码要放在围栏代码块里，围栏后面要有一个词"
            ),
            Fault::Html => say!(
                lang,
                "HTML has no place in a script: a terminal cannot show it",
                "脚本里不能有 HTML：终端显示不了"
            ),
            Fault::BadLink { target } => say!(
                lang,
                "the link `{target}` leads nowhere a learner could follow",
                "链接 `{target}` 没有指向学习者能打开的地方"
            ),
            Fault::BadArgument { directive, word, .. } => {
                say!(lang, "`{word}` does not belong to `{directive}`", "`{directive}` 里不能写 `{word}`")
            }
            Fault::MissingArgument { directive, what, .. } | Fault::MissingEntry { directive, what, .. } => {
                let what = what.say(lang);
                say!(lang, "`{directive}` needs {what}", "`{directive}` 缺少{what}")
            }
            Fault::NoDemo { name, .. } => {
                say!(lang, "there is no `{name}` beside the script", "脚本旁边没有 `{name}`")
            }
            Fault::UnusedDemo { name } => {
                say!(lang, "`{name}` is used by no script", "没有脚本用到 `{name}`")
            }
            Fault::BadLegacy => {
                say!(lang, "this comment says no version of Python 3", "这条注释没有写出 Python 3 的版本")
            }
            Fault::TwiceMark { mark, first, second } => say!(
                lang,
                "the mark <{mark}> stands on line {first} and on line {second}",
                "标记 <{mark}> 同时出现在第 {first} 行和第 {second} 行"
            ),
            Fault::UnknownMark { demo, mark, .. } => {
                say!(lang, "`{demo}` has no mark <{mark}>", "`{demo}` 没有标记 <{mark}>")
            }
            Fault::UnusedMark { demo, mark } => say!(
                lang,
                "the mark <{mark}> of `{demo}` is used by nothing",
                "`{demo}` 的标记 <{mark}> 没有用到"
            ),
            Fault::BadMark { text } => say!(lang, "`{text}` is no mark", "`{text}` 不是标记"),
            Fault::LooseLine => say!(lang, "this line belongs to nothing", "这一行不属于任何内容"),
            Fault::UnknownEntry { directive, word, .. } => {
                say!(lang, "`{word}` is no entry of `{directive}`", "`{directive}` 里没有 `{word}` 这种条目")
            }
            Fault::BadEntry { .. } => say!(lang, "this entry is written otherwise", "这个条目的写法不对"),
            Fault::TwiceEntry { text } => say!(lang, "`{text}` stands there already", "`{text}` 已经写过了"),
            Fault::TwiceNote { visit } => {
                say!(lang, "a note on {visit} stands there already", "对 {visit} 的注解已经写过了")
            }
            Fault::WholeNote => say!(
                lang,
                "a note belongs to one moment, and <n:whole> is none",
                "一条注解属于某一个时刻，而 <n:whole> 不是时刻"
            ),
            Fault::NoExplanation => say!(
                lang,
                "a wrong answer has its own explanation, which names the misconception",
                "每个错误答案都要有自己的解释，指出误解在哪里"
            ),
            Fault::RightAnswers { right, needed: Needed::Some } => say!(
                lang,
                "{right} of the answers are right; there must be at least one",
                "正确答案有 {right} 个；应当至少一个"
            ),
            Fault::RightAnswers { right, needed: Needed::One } => say!(
                lang,
                "{right} of the answers are right; there must be exactly one",
                "正确答案有 {right} 个；应当恰好一个"
            ),
            Fault::Claim(error) => error.say(lang),
            Fault::ClaimNeedsMark => say!(
                lang,
                "this claim is about a line: it stands under a mark",
                "这条断言说的是某一行：要写在标记下面"
            ),
            Fault::ClaimNeedsRun => say!(
                lang,
                "this claim is about the whole run: it stands before the first mark",
                "这条断言说的是整次运行：要写在第一个标记之前"
            ),
            Fault::TwiceId { id, .. } => say!(lang, "the id `#{id}` is taken", "编号 `#{id}` 已经用过"),
            Fault::BadBlank { text, times } => say!(
                lang,
                "`{text}` stands {times} times on the marked line; a blank is one place",
                "`{text}` 在带标记的行里出现了 {times} 次；空只能有一处"
            ),
            Fault::Differs { lang: ours, here, other_lang, there, place } => {
                let told = |common: &Option<super::problem::Common>| {
                    common.as_ref().map_or_else(|| lang.pick("the end", "结尾").to_owned(), |it| it.say(lang))
                };
                let (here, there) = (told(here), told(there));
                let place = place.as_deref().unwrap_or(lang.pick("behind its last step", "在最后一步之后"));
                say!(
                    lang,
                    "{ours} has {here} here, {other_lang} has {there} ({place})",
                    "{ours} 这里是：{here}；{other_lang} 是：{there}（{place}）"
                )
            }
            Fault::Stray { word, wanted } => say!(
                lang,
                "“{word}” is not the word for it here: “{wanted}” is",
                "这里不说“{word}”，而说“{wanted}”"
            ),
            Fault::BadList { message } => {
                say!(lang, "the list of misconceptions: {message}", "误解列表：{message}")
            }
            Fault::UnmetBy { lesson, question, wrong: None } => {
                say!(
                    lang,
                    "lesson {lesson} has no question `#{question}`",
                    "第 {lesson} 课没有题目 `#{question}`"
                )
            }
            Fault::UnmetBy { lesson, question, wrong: Some(wrong) } => say!(
                lang,
                "the question `#{question}` of lesson {lesson} has no wrong answer `{wrong}`",
                "第 {lesson} 课的题目 `#{question}` 没有错误答案 `{wrong}`"
            ),
            Fault::Lacks { what } => {
                let what = what.say(lang);
                say!(lang, "a lesson has {what}", "一课要有{what}")
            }
        }
    }
}

impl Say for Lack {
    fn say(&self, lang: Lang) -> String {
        match self {
            Lack::Folder => say!(
                lang,
                "a folder such as 03-send-throw-close; there is none here",
                " 03-send-throw-close 这样的文件夹；这里一个也没有"
            ),
            Lack::Questions(count) => {
                say!(lang, "at least 5 questions; this one has {count}", "至少 5 道题；这一课有 {count} 道")
            }
            Lack::Kinds(count) => say!(
                lang,
                "questions of at least 3 kinds; this one has {count}",
                "至少 3 类题目；这一课有 {count} 类"
            ),
            Lack::Predict => say!(
                lang,
                "a demo to predict in step mode: ```demo averager.py predict",
                "单步预测的演示：```demo averager.py predict"
            ),
            Lack::Try => say!(
                lang,
                "something to try at the prompt: ```try #id averager.py",
                "在提示符下动手的练习：```try #id averager.py"
            ),
            Lack::Summary => say!(lang, "a summary: ```summary", "小结：```summary"),
            Lack::Next => say!(lang, "where to go next: ```next", "下一步的去向：```next"),
        }
    }
}

impl Fault {
    /// What to write instead, or what is expected.
    pub fn help(&self, lang: Lang) -> String {
        let known = |words: &[&str]| {
            let words = lang.list(words);
            say!(lang, "known here: {words}", "这里可用的有：{words}")
        };
        let did_you_mean = |near: &str| say!(lang, "did you mean `{near}`?", "是想写 `{near}` 吗？");
        match self {
            Fault::Unreadable { .. } | Fault::NotAFile => {
                say!(lang, "check the path and who may read it", "请检查路径和读取权限")
            }
            Fault::Outside { .. } => say!(
                lang,
                "put the file itself there: a lesson is its folder and nothing else",
                "请把文件本身放进来：一课的全部内容都在它的文件夹里"
            ),
            Fault::NotText => say!(lang, "save the file as UTF-8", "请把文件存为 UTF-8"),
            Fault::TooLong { .. } => say!(
                lang,
                "split the lesson, and keep data out of scripts",
                "请拆分课程，也不要把数据写进脚本"
            ),
            Fault::Control { .. } => say!(
                lang,
                "take it out; line breaks are the only control characters here",
                "请删掉它；这里的控制字符只能是换行"
            ),
            Fault::BadName { form, .. } => {
                say!(lang, "expected a name like `{form}`", "名字应当像 `{form}` 这样")
            }
            Fault::MissingScript { name } => say!(
                lang,
                "write `{name}`; every lesson exists in every language",
                "请编写 `{name}`；每一课都要有全部语言的版本"
            ),
            Fault::NoFront | Fault::OpenFront => say!(
                lang,
                "write:\n---\nlesson: 3\ntitle: send, throw and close\nabout: What one can do afterwards.\nminutes: 25\n---",
                "写成：\n---\nlesson: 3\ntitle: send、throw 和 close\nabout: 学完之后会做什么。\nminutes: 25\n---"
            ),
            Fault::FrontLine => say!(
                lang,
                "write for example `title: send, throw and close`",
                "例如写 `title: send、throw 和 close`"
            ),
            Fault::UnknownKey { key, known: keys } => {
                let known = known(keys);
                match nearest(key, keys.iter().copied()) {
                    Some(near) => say!(lang, "{} {known}", "{}{known}", did_you_mean(near)),
                    None => known,
                }
            }
            Fault::TwiceKey { .. } | Fault::TwiceEntry { .. } | Fault::TwiceNote { .. } => {
                say!(lang, "keep one of them", "请只保留一个")
            }
            Fault::MissingKey { form, .. } | Fault::BadValue { form, .. } => {
                let form = form.say(lang);
                say!(lang, "write for example `{form}`", "例如写 `{form}`")
            }
            Fault::OtherNumber { number, .. } => {
                say!(
                    lang,
                    "write `lesson: {number}`, as in the folder's name",
                    "请写 `lesson: {number}`，与文件夹名一致"
                )
            }
            Fault::BeforeFirstScreen => say!(
                lang,
                "put a line such as `## The first screen` before it",
                "请在前面加一行标题，例如 `## 第一屏`"
            ),
            Fault::HeadingLevel { .. } => {
                say!(
                    lang,
                    "write `##` where a new screen begins, `###` inside one",
                    "新的一屏用 `##`，屏内用 `###`"
                )
            }
            Fault::EmptyScreen { .. } => say!(
                lang,
                "write something to read or to do under the heading",
                "请在标题下面写点可读或可做的内容"
            ),
            Fault::NoScreen => say!(
                lang,
                "write a heading `## …` and something under it",
                "请写一个 `## …` 标题，并在下面写点内容"
            ),
            Fault::TooMuchProse { .. } => say!(
                lang,
                "put a demo, a prediction or a question in between, or cut",
                "请在中间加一个演示、一次预测或一道题，或者删减文字"
            ),
            Fault::UnknownDirective { near: Some(near), .. } => did_you_mean(near),
            Fault::UnknownDirective { near: None, .. } => {
                let words = lang.list(DIRECTIVES.iter().map(|directive| directive.word));
                say!(lang, "known: {words}", "可用的有：{words}")
            }
            Fault::OpenFence { fence } => {
                say!(lang, "write a line `{fence}` where it ends", "请在结束处写一行 `{fence}`")
            }
            Fault::IndentedCode => {
                say!(lang, "write ```python before and ``` behind it", "前面写 ```python，后面写 ```")
            }
            Fault::Html => say!(lang, "say it in Markdown", "请改用 Markdown"),
            Fault::BadLink { .. } => say!(
                lang,
                "write a link that begins with https://, or the name of a file of this lesson",
                "链接要以 https:// 开头，或者是本课的文件名"
            ),
            Fault::BadArgument { form, .. } | Fault::MissingArgument { form, .. } => {
                say!(lang, "write: {form}", "写成：{form}")
            }
            Fault::MissingEntry { form, .. } | Fault::BadEntry { form } => {
                let form = form.say(lang);
                say!(lang, "write: {form}", "写成：{form}")
            }
            Fault::NoDemo { there, .. } if there.is_empty() => {
                say!(lang, "put the demo beside the script", "请把演示程序放在脚本旁边")
            }
            Fault::NoDemo { name, there } => match nearest_of(name, there) {
                Some(near) => did_you_mean(near),
                None => {
                    let there = lang.list(there);
                    say!(lang, "there are: {there}", "现有：{there}")
                }
            },
            Fault::UnusedDemo { .. } => say!(
                lang,
                "show it with ```demo in every script, or remove it",
                "请在每个脚本里用 ```demo 展示它，或者删掉它"
            ),
            Fault::BadLegacy => say!(
                lang,
                "write the newest Python that runs the demo as it stands: `# legacy: 3.10`",
                "请写出能原样运行这个演示的最新的 Python：`# legacy: 3.10`"
            ),
            Fault::TwiceMark { .. } => say!(lang, "give each mark to one line", "每个标记只能给一行"),
            Fault::UnknownMark { demo, mark, there } => {
                let there = match there.as_slice() {
                    [] => lang.pick("none", "无").to_owned(),
                    there => lang.list(there.iter().map(|mark| format!("<{mark}>"))),
                };
                say!(
                    lang,
                    "it has {there}; write `# <{mark}>` behind the line meant in `{demo}`",
                    "现有标记：{there}；请在 `{demo}` 里所指的那一行后面写 `# <{mark}>`"
                )
            }
            Fault::UnusedMark { .. } => say!(
                lang,
                "hang a note, a claim or a question on it, or take it out",
                "请给它加一条注解、断言或题目，或者删掉它"
            ),
            Fault::BadMark { .. } => say!(
                lang,
                "write `<2>`, `<2:3>` for the third time, `<2:*>` for every time, or one half of it: `<2:before>`, `<2:sleeps>`, `<2:wakes>`, `<2:after>`",
                "请写 `<2>`，第三次写 `<2:3>`，每一次写 `<2:*>`，或者写它的一半：`<2:before>`、`<2:sleeps>`、`<2:wakes>`、`<2:after>`"
            ),
            Fault::WholeNote => say!(
                lang,
                "write `<2:before>`, `<2:sleeps>`, `<2:wakes>` or `<2:after>`",
                "请写 `<2:before>`、`<2:sleeps>`、`<2:wakes>` 或 `<2:after>`"
            ),
            Fault::LooseLine => say!(
                lang,
                "text stands first; entries begin with `- `; what continues the line before is indented by two spaces",
                "文字在前；条目以 `- ` 开头；接着上一行的内容缩进两个空格"
            ),
            Fault::UnknownEntry { word, known: words, .. } => match nearest(word, words.iter().copied()) {
                Some(near) => did_you_mean(near),
                None if words.is_empty() => say!(lang, "this directive has no entries", "这个指令没有条目"),
                None => known(words),
            },
            Fault::NoExplanation => say!(
                lang,
                "write it in the next lines, indented by two spaces",
                "请写在后面的行里，缩进两个空格"
            ),
            Fault::RightAnswers { .. } => say!(
                lang,
                "mark right answers with [x]; add `several` to the first line where more may be right",
                "正确答案用 [x] 标出；可以有多个时，在第一行加上 `several`"
            ),
            Fault::Claim(error) => error.help(lang),
            Fault::ClaimNeedsMark => say!(
                lang,
                "put it below a line such as `<2> What to say about this line.`; in a question, name the line: `- check <2>: clock 0.1`",
                "请写在标记行的下面，例如 `<2> 关于这一行的说明。`；在题目里要写明是哪一行：`- check <2>: clock 0.1`"
            ),
            Fault::ClaimNeedsRun => say!(lang, "put it above the first mark", "请写在第一个标记上面"),
            Fault::TwiceId { line, .. } => {
                say!(lang, "line {line} has it; give this one another", "第 {line} 行用了它；请换一个编号")
            }
            Fault::BadBlank { .. } => say!(
                lang,
                "hide a text that stands exactly once in the code of that line",
                "挖空的文字应当在那一行代码里恰好出现一次"
            ),
            Fault::Differs { .. } => say!(
                lang,
                "both languages have the same steps, demos, marks, claims and questions",
                "两种语言的步骤、演示、标记、断言和题目要一致"
            ),
            Fault::Stray { .. } => say!(
                lang,
                "one thing has one word in every lesson: see the glossary",
                "同一个事物在每一课里都用同一个词：见词汇表"
            ),
            Fault::BadList { .. } => say!(
                lang,
                "each has id, en, zh, source, lesson, question and wrong",
                "每一项都有 id、en、zh、source、lesson、question 和 wrong"
            ),
            Fault::UnmetBy { .. } => say!(
                lang,
                "write the question with a wrong answer that names it, as the English script has it, or take it out",
                "请写一道题，用一个错误答案指出这个误解，并照英文脚本写在这里；或者删掉这一项"
            ),
            Fault::Lacks { .. } => say!(
                lang,
                "see the curriculum's list of what each lesson has",
                "请看课程大纲里每一课应有的内容"
            ),
        }
    }
}

english_display!(Fault, ClaimError);

#[cfg(test)]
mod tests;
