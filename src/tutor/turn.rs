//! Turning pages, and opening the demo of one.

use super::ask::{Ask, Opening, Said};
use super::keys::Medium;
use super::pages::{Page, Task};
use super::walk::{Listing, Tutor};
use crate::lesson::marks;

impl Tutor {
    /// The headings with the pages they begin on; the one at hand is marked.
    pub(super) fn contents(&self) -> Said {
        let mut text = String::new();
        let mut before = None;
        let screen_of = |page: &Page| (page.source, page.screen);
        let here = self.pages.get(self.at).map(screen_of);
        for (number, page) in self.pages.iter().enumerate() {
            let screen = screen_of(page);
            if before.replace(screen) == Some(screen) {
                continue;
            }
            let mark = if here == Some(screen) { " ←" } else { "" };
            text.push_str(&format!("{:>3}  {}{mark}\n", number + 1, page.title));
        }
        Said::Printed(text)
    }

    pub(super) fn open(&mut self) {
        let (Some(source), Some(page)) = (self.source(), self.pages.get(self.at)) else { return };
        let Task::Show(show, _) = &page.task else { return };
        let Some(demo) = source.lesson.demos.get(&show.demo) else { return };
        let opening = Opening {
            file: source.folder.join(&demo.name),
            source: marks::without(&demo.source),
            notes: show.notes.clone(),
            marks: demo.marks.clone(),
            front: source.lesson.front.clone(),
        };
        self.answered.entry(self.at).or_default();
        self.asks.push(Ask::Open(Box::new(opening)));
    }

    /// A demo was left, and its page is still in view.
    pub(super) fn demo_left(&mut self, trouble: Option<String>) {
        self.said.extend(trouble.map(Said::Bad));
        // On a screen, the page itself shows what the demo prints.
        if self.sitting.medium == Medium::Screen {
            return;
        }
        match self.pages.get(self.at).map(|page| &page.task) {
            Some(Task::Show(_, Some(printed))) => {
                let printed = Said::Printed(printed.text.clone());
                self.say(
                    self.lang
                        .pick("Back in the lesson. The whole program prints:", "回到课文。整个程序打印："),
                );
                self.said.push(printed);
            }
            _ => self.say(self.lang.pick("Back in the lesson.", "回到课文。")),
        }
    }

    pub(super) fn on(&mut self) {
        if self.at + 1 >= self.pages.len() {
            self.finished = true;
            self.settle();
            self.asks.push(Ask::Quit);
            return;
        }
        self.go(self.at + 1);
    }

    /// On to the next heading, whatever is left to do under this one.
    pub(super) fn skip(&mut self) {
        let here = self.pages.get(self.at).map(|page| (page.source, page.screen));
        let next = (self.at..self.pages.len())
            .find(|at| Some((self.pages[*at].source, self.pages[*at].screen)) != here);
        self.at = next.unwrap_or(self.pages.len()).saturating_sub(1);
        self.on();
    }

    /// To a page by its number, from 0.
    pub(super) fn go(&mut self, at: usize) {
        self.at = at;
        self.reached = self.reached.max(at + 1);
        self.edits.clear();
        self.prompt = None;
        self.job = None;
        self.listing = Listing::Window;
        self.since = self.now;
        self.said.clear();
        self.above = std::mem::take(&mut self.greeting);
        self.turns += 1;
        self.forgive();
        self.settle();
    }

    /// Begins a new sitting at the first page.
    pub(super) fn restart(&mut self) {
        self.sitting.began = self.now;
        self.answered.clear();
        self.reached = 1;
        self.finished = false;
        self.go(0);
    }
}
