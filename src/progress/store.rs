//! The progress file: opened with care, every answer committed at once, every statement in one place.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::Type;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, TransactionBehavior, named_params};

use super::problem::{ProgressError, is_damage, of_sql};
use super::schema::{self, Found, VERSION};
use super::{Answer, Outcome, Place, Walk};

/// How long to wait for another process that is writing.
const PATIENCE: Duration = Duration::from_secs(5);

const INSERT_ANSWER: &str = "INSERT OR IGNORE INTO answer
    (course, lesson, question, walk, sitting, attempt, hints, given, model, outcome, variant, at, took)
    VALUES (:course, :lesson, :question, :walk, :sitting, :attempt, :hints, :given, :model, :outcome, :variant, :at, :took)";
const SELECT_ANSWERS: &str =
    "SELECT course, lesson, question, walk, sitting, attempt, hints, given, model, outcome,
    variant, at, took FROM answer ORDER BY at, id";
const UPSERT_PLACE: &str = "INSERT INTO place
    (course, lesson, walk, sitting, screen, step, task, reached, pages, finished, at)
    VALUES (:course, :lesson, :walk, :sitting, :screen, :step, :task, :reached, :pages, :finished, :at)
    ON CONFLICT (course, lesson, walk) DO UPDATE SET sitting = excluded.sitting, screen = excluded.screen,
        step = excluded.step, task = excluded.task, reached = excluded.reached, pages = excluded.pages,
        finished = excluded.finished, at = excluded.at
    WHERE :always OR excluded.at >= place.at";
const SELECT_PLACES: &str =
    "SELECT course, lesson, walk, sitting, screen, step, task, reached, pages, finished, at
    FROM place ORDER BY at";
const SELECT_PLACE: &str =
    "SELECT course, lesson, walk, sitting, screen, step, task, reached, pages, finished, at
    FROM place WHERE course = :course AND lesson = :lesson AND walk = :walk";
const DELETE_ANSWERS: &str =
    "DELETE FROM answer WHERE :lesson IS NULL OR (course = :course AND lesson = :lesson)";
const DELETE_PLACES: &str =
    "DELETE FROM place WHERE :lesson IS NULL OR (course = :course AND lesson = :lesson)";

/// The progress file, open.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
}

/// A file that was opened.
#[derive(Debug)]
pub struct Opened {
    /// It.
    pub store: Store,
    /// Where a damaged one was put instead of which a new one was begun.
    pub aside: Option<PathBuf>,
}

/// What a file said about itself when it was opened.
enum Attempt {
    Open(Connection),
    Damaged,
}

impl Store {
    /// Opens the file, makes it where there is none, and brings an older one up to date. A damaged one is put aside
    /// under another name, never overwritten; one of a newer version or of another program is not touched.
    pub fn open(path: &Path) -> Result<Opened, ProgressError> {
        if let Some(folder) = path.parent().filter(|_| !path.exists()) {
            fs::create_dir_all(folder)
                .map_err(|source| ProgressError::Folder { path: folder.to_owned(), source })?;
        }
        if let Attempt::Open(connection) = attempt(path)? {
            return Ok(Opened { store: Store { connection, path: path.to_owned() }, aside: None });
        }
        let unmovable = |source| ProgressError::Damaged { path: path.to_owned(), source };
        // Only one process puts it aside; the next finds the new file.
        let lock = File::create(beside(path, "lock")).map_err(unmovable)?;
        lock.lock().map_err(unmovable)?;
        if let Attempt::Open(connection) = attempt(path)? {
            return Ok(Opened { store: Store { connection, path: path.to_owned() }, aside: None });
        }
        let aside = put_aside(path).map_err(unmovable)?;
        match attempt(path)? {
            Attempt::Open(connection) => {
                Ok(Opened { store: Store { connection, path: path.to_owned() }, aside: Some(aside) })
            }
            Attempt::Damaged => Err(unmovable(io::ErrorKind::InvalidData.into())),
        }
    }

    fn problem(&self, source: rusqlite::Error) -> ProgressError {
        of_sql(&self.path, source)
    }

    /// Keeps answers; all of them are on the disk when this returns, or none. One that is there already is left alone.
    /// Returns how many are new.
    pub fn record(&mut self, answers: &[Answer]) -> Result<usize, ProgressError> {
        let path = self.path.clone();
        let mut record = || {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut new = 0;
            for answer in answers {
                new += insert(&transaction, answer)?;
            }
            transaction.commit()?;
            Ok(new)
        };
        record().map_err(|source| of_sql(&path, source))
    }

    /// Keeps where the learner is.
    pub fn settle(&mut self, place: &Place) -> Result<(), ProgressError> {
        upsert(&self.connection, place, Precedence::Given).map_err(|source| self.problem(source))
    }

    /// Where the learner is in a lesson or its quiz.
    pub fn place(&self, course: &str, lesson: &str, walk: Walk) -> Result<Option<Place>, ProgressError> {
        let parameters = named_params! { ":course": course, ":lesson": lesson, ":walk": walk.word() };
        self.connection
            .query_row(SELECT_PLACE, parameters, place_of)
            .optional()
            .map_err(|source| self.problem(source))
    }

    /// Every place, the latest last.
    pub fn places(&self) -> Result<Vec<Place>, ProgressError> {
        let select =
            || self.connection.prepare(SELECT_PLACES)?.query_map([], place_of)?.collect::<Result<_, _>>();
        select().map_err(|source| self.problem(source))
    }

    /// Every answer, the latest last.
    pub fn answers(&self) -> Result<Vec<Answer>, ProgressError> {
        let select =
            || self.connection.prepare(SELECT_ANSWERS)?.query_map([], answer_of)?.collect::<Result<_, _>>();
        select().map_err(|source| self.problem(source))
    }

    /// Forgets all, or what belongs to one lesson of a course; returns how many answers that were.
    pub fn forget(&mut self, only: Option<(&str, &str)>) -> Result<usize, ProgressError> {
        let path = self.path.clone();
        let (course, lesson) = only.map_or((None, None), |(course, lesson)| (Some(course), Some(lesson)));
        let mut forget = || {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let parameters = named_params! { ":course": course, ":lesson": lesson };
            let answers = transaction.execute(DELETE_ANSWERS, parameters)?;
            transaction.execute(DELETE_PLACES, parameters)?;
            transaction.commit()?;
            Ok(answers)
        };
        forget().map_err(|source| of_sql(&path, source))
    }

    /// Takes in places and answers from elsewhere, all or none; answers that are there already stay, and so do newer
    /// places. Returns how many answers are new.
    pub fn merge(&mut self, places: &[Place], answers: &[Answer]) -> Result<usize, ProgressError> {
        let path = self.path.clone();
        let mut merge = || {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut new = 0;
            for answer in answers {
                new += insert(&transaction, answer)?;
            }
            for place in places {
                upsert(&transaction, place, Precedence::Newer)?;
            }
            transaction.commit()?;
            Ok(new)
        };
        merge().map_err(|source| of_sql(&path, source))
    }
}

/// Opens a file and looks whether it is sound.
fn attempt(path: &Path) -> Result<Attempt, ProgressError> {
    let opened = open_sound(path);
    match opened {
        Ok(Some(connection)) => Ok(Attempt::Open(connection)),
        Ok(None) => Ok(Attempt::Damaged),
        Err(Refused::Sql(error)) if is_damage(&error) => Ok(Attempt::Damaged),
        Err(Refused::Sql(error)) => Err(of_sql(path, error)),
        Err(Refused::Foreign) => Err(ProgressError::Foreign { path: path.to_owned() }),
        Err(Refused::Newer(version)) => {
            Err(ProgressError::Newer { path: path.to_owned(), version, known: VERSION })
        }
    }
}

enum Refused {
    Sql(rusqlite::Error),
    Foreign,
    Newer(i32),
}

impl From<rusqlite::Error> for Refused {
    fn from(error: rusqlite::Error) -> Refused {
        Refused::Sql(error)
    }
}

/// Nothing where the file is damaged further in than its header.
fn open_sound(path: &Path) -> Result<Option<Connection>, Refused> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection)?;
    match schema::find(&connection)? {
        Found::Foreign => return Err(Refused::Foreign),
        Found::Ours(version) if version > VERSION => return Err(Refused::Newer(version)),
        Found::Ours(_) => {}
    }
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said != "ok" {
        return Ok(None);
    }
    if schema::find(&connection)? != Found::Ours(VERSION) {
        schema::migrate(&mut connection)?;
    }
    Ok(Some(connection))
}

/// A rollback journal and full synchronisation: a commit that returned survives a kill and a power cut, the file is
/// whole by itself, and it can be read from a place that cannot be written.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "trusted_schema", "OFF")
}

/// `progress.db.lock`, `progress.db.damaged-1`: a name beside the file's own.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Renames a file to the first free name of its kind, its journal with it.
fn put_aside(path: &Path) -> io::Result<PathBuf> {
    let mut number = 1;
    let aside = loop {
        let aside = beside(path, &format!("damaged-{number}"));
        if !aside.exists() {
            break aside;
        }
        number += 1;
    };
    fs::rename(path, &aside)?;
    let journal = |path: &Path| {
        let mut name = path.as_os_str().to_owned();
        name.push("-journal");
        PathBuf::from(name)
    };
    if journal(path).exists() {
        fs::rename(journal(path), journal(&aside))?;
    }
    Ok(aside)
}

fn insert(connection: &Connection, answer: &Answer) -> rusqlite::Result<usize> {
    connection.execute(
        INSERT_ANSWER,
        named_params! {
            ":course": answer.course, ":lesson": answer.lesson, ":question": answer.question,
            ":walk": answer.walk.word(), ":sitting": answer.sitting, ":attempt": answer.attempt,
            ":hints": answer.hints, ":given": answer.given, ":model": answer.model,
            ":outcome": answer.outcome.word(), ":variant": answer.variant, ":at": answer.at,
            ":took": i64::try_from(answer.took).unwrap_or(i64::MAX),
        },
    )
}

/// Which of two places of the same lesson stays.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Precedence {
    /// The one given, even where the clock was turned back.
    Given,
    /// The newer one.
    Newer,
}

fn upsert(connection: &Connection, place: &Place, precedence: Precedence) -> rusqlite::Result<()> {
    let parameters = named_params! {
        ":course": place.course, ":lesson": place.lesson, ":walk": place.walk.word(), ":sitting": place.sitting,
        ":screen": place.screen, ":step": place.step, ":task": place.task, ":reached": place.reached,
        ":pages": place.pages, ":finished": place.finished, ":at": place.at,
        ":always": precedence == Precedence::Given,
    };
    connection.execute(UPSERT_PLACE, parameters).map(|_| ())
}

fn answer_of(row: &Row<'_>) -> rusqlite::Result<Answer> {
    Ok(Answer {
        course: row.get(0)?,
        lesson: row.get(1)?,
        question: row.get(2)?,
        walk: word(row, 3, Walk::ALL, Walk::word)?,
        sitting: row.get(4)?,
        attempt: row.get(5)?,
        hints: row.get(6)?,
        given: row.get(7)?,
        model: row.get(8)?,
        outcome: word(row, 9, Outcome::ALL, Outcome::word)?,
        variant: row.get(10)?,
        at: row.get(11)?,
        took: u64::try_from(row.get::<_, i64>(12)?).unwrap_or_default(),
    })
}

fn place_of(row: &Row<'_>) -> rusqlite::Result<Place> {
    Ok(Place {
        course: row.get(0)?,
        lesson: row.get(1)?,
        walk: word(row, 2, Walk::ALL, Walk::word)?,
        sitting: row.get(3)?,
        screen: row.get(4)?,
        step: row.get(5)?,
        task: row.get(6)?,
        reached: row.get(7)?,
        pages: row.get(8)?,
        finished: row.get(9)?,
        at: row.get(10)?,
    })
}

fn word<T: Copy, const N: usize>(
    row: &Row<'_>,
    column: usize,
    all: [T; N],
    word: fn(T) -> &'static str,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    all.into_iter()
        .find(|one| word(*one) == text)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(column, text, Type::Text))
}

#[cfg(test)]
pub(super) mod tests;
