//! What two languages of a lesson must have in common, in words.

use crate::lang::{Lang, Say, say};
use crate::lesson::problem::Common;

impl Say for Common {
    fn say(&self, lang: Lang) -> String {
        match self {
            Common::Written(text) => text.clone(),
            Common::Screen => say!(lang, "a screen", "一屏"),
            Common::Prose => say!(lang, "prose", "一段文字"),
            Common::Output(text) => say!(lang, "the output {text:?}", "输出内容 {text:?}"),
            Common::NoteOn(visit) => say!(lang, "a note on {visit}", "对 {visit} 的注解"),
            Common::StopAt(mark) => say!(lang, "a stop at <{mark}>", "在 <{mark}> 处停下"),
            Common::Question(kind, id, Some(demo)) => {
                say!(lang, "{kind} #{id} on {demo}", "{kind} #{id}，演示 {demo}")
            }
            Common::Question(kind, id, None) => {
                say!(lang, "{kind} #{id} on no demo", "{kind} #{id}，无演示")
            }
            Common::OneRight => say!(lang, "one right answer", "一个正确答案"),
            Common::SeveralRight => say!(lang, "several right answers", "多个正确答案"),
            Common::RightAnswer => say!(lang, "a right answer", "一个正确答案"),
            Common::WrongAnswer => say!(lang, "a wrong answer", "一个错误答案"),
            Common::WholeOutput => say!(lang, "the whole output", "全部输出"),
            Common::Piece(visit) => say!(lang, "the piece {visit}", "片段 {visit}"),
            Common::Column(Some(visit)) => say!(lang, "the item {visit} of a column", "一栏中的 {visit} 项"),
            Common::Column(None) => say!(lang, "an item of a column", "一栏中的一项"),
            Common::Hints(count) => say!(lang, "{count} hints", "{count} 条提示"),
        }
    }
}
