//! Progress as it happens: each answer kept at once, and what to say where it cannot be.

use std::path::Path;

use super::problem::ProgressError;
use super::store::{Opened, Store};
use super::{Answer, Place, Walk};
use crate::lang::{Lang, Say};

/// What was done, kept as it happens; where it cannot be kept, lessons go on, and that is told once.
#[derive(Debug)]
pub struct ProgressLog {
    store: Option<Store>,
    /// Answers that could not be kept so far; they are tried again with each new one.
    pending: Vec<Answer>,
    lang: Lang,
    /// What there is to tell the learner.
    notices: Vec<String>,
    /// The last problem that was told.
    told: Option<String>,
}

impl ProgressLog {
    /// Opens the learner's progress where it lies, where that is known; what is wrong with it is a notice.
    pub fn open(path: Result<&Path, ProgressError>, lang: Lang) -> ProgressLog {
        let mut log = ProgressLog { store: None, pending: Vec::new(), lang, notices: Vec::new(), told: None };
        match path.and_then(Store::open) {
            Ok(Opened { store, aside }) => {
                log.notices.extend(aside.map(|aside| set_aside(&aside, lang)));
                log.store = Some(store);
            }
            Err(problem) => log.tell(&problem),
        }
        log
    }

    /// What there is to tell, once.
    pub fn notices(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notices)
    }

    fn tell(&mut self, problem: &ProgressError) {
        let sentence = problem.say(self.lang);
        if self.told.as_ref() != Some(&sentence) {
            self.notices.push(sentence.clone());
            self.told = Some(sentence);
        }
    }

    /// Keeps an answer, and those that could not be kept before.
    pub fn record(&mut self, answer: Answer) {
        self.pending.push(answer);
        let Some(store) = &mut self.store else {
            return;
        };
        match store.record(&self.pending) {
            Ok(_) => self.pending.clear(),
            Err(problem) => self.tell(&problem),
        }
    }

    /// Keeps where the learner is.
    pub fn settle(&mut self, place: &Place) {
        if let Some(Err(problem)) = self.store.as_mut().map(|store| store.settle(place)) {
            self.tell(&problem);
        }
    }

    /// Where the learner was.
    pub fn place(&mut self, course: &str, lesson: &str, walk: Walk) -> Option<Place> {
        let found = self.store.as_ref().map(|store| store.place(course, lesson, walk))?;
        self.told_or(found).flatten()
    }

    /// Every place.
    pub fn places(&mut self) -> Vec<Place> {
        let found = self.store.as_ref().map(Store::places);
        found.and_then(|found| self.told_or(found)).unwrap_or_default()
    }

    /// Every answer, the latest last.
    pub fn answers(&mut self) -> Vec<Answer> {
        let found = self.store.as_ref().map(Store::answers);
        let mut answers = found.and_then(|found| self.told_or(found)).unwrap_or_default();
        answers.extend(self.pending.iter().cloned());
        answers
    }

    fn told_or<T>(&mut self, found: Result<T, ProgressError>) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(problem) => {
                self.tell(&problem);
                None
            }
        }
    }

    /// Tries once more to keep what could not be kept; the sentence about what is lost, where something is.
    pub fn finish(&mut self) -> Option<String> {
        if let (Some(store), false) = (&mut self.store, self.pending.is_empty())
            && store.record(&self.pending).is_ok()
        {
            self.pending.clear();
        }
        let count = self.pending.len();
        (count > 0).then(|| match self.lang {
            Lang::En => format!("{count} of your answers could not be kept."),
            Lang::Zh => format!("你有 {count} 个回答没能保存。"),
        })
    }
}

/// What is said where a damaged file was put aside.
pub fn set_aside(aside: &std::path::Path, lang: Lang) -> String {
    let aside = aside.display();
    match lang {
        Lang::En => format!(
            "your progress was damaged; it is kept as {aside}, and a new one begins. `progress --import` brings an export back"
        ),
        Lang::Zh => {
            format!(
                "学习进度文件已损坏，保留为 {aside}，并新建了一个。可用 `progress --import` 恢复导出的进度"
            )
        }
    }
}
