//! The schema of the progress file: its versions, and the way from each to the next.
//!
//! For maintainers: `application_id` says that a file is ours, `user_version` which step of [`MIGRATIONS`] it has
//! reached. A step that was published is never edited; a change is a new step at the end, with a test that begins at
//! every version before it. Tables are STRICT, so that a column holds what it says.

use rusqlite::{Connection, Transaction, TransactionBehavior};

/// `application_id` of our files: "LCor".
pub const APPLICATION_ID: i32 = 0x4c43_6f72;

/// The steps: the first makes an empty file version 1, the next makes that version 2, and so on.
pub const MIGRATIONS: [&str; 2] = [
    // 1: places and answers.
    "CREATE TABLE place (
        course TEXT NOT NULL,
        lesson TEXT NOT NULL CHECK (lesson <> ''),
        walk TEXT NOT NULL CHECK (walk IN ('lesson', 'quiz')),
        sitting INTEGER NOT NULL,
        screen INTEGER NOT NULL CHECK (screen >= 0),
        step INTEGER NOT NULL CHECK (step >= 0),
        task TEXT,
        reached INTEGER NOT NULL CHECK (reached >= 0),
        pages INTEGER NOT NULL CHECK (pages >= 0),
        finished INTEGER NOT NULL CHECK (finished IN (0, 1)),
        at INTEGER NOT NULL,
        PRIMARY KEY (course, lesson, walk)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE answer (
        id INTEGER PRIMARY KEY,
        course TEXT NOT NULL,
        lesson TEXT NOT NULL CHECK (lesson <> ''),
        question TEXT NOT NULL CHECK (question <> ''),
        walk TEXT NOT NULL CHECK (walk IN ('lesson', 'quiz', 'review', 'file')),
        sitting INTEGER NOT NULL,
        attempt INTEGER NOT NULL CHECK (attempt >= 1),
        hints INTEGER NOT NULL CHECK (hints >= 0),
        given TEXT NOT NULL,
        model TEXT NOT NULL,
        outcome TEXT NOT NULL CHECK (outcome IN ('right', 'partly', 'wrong', 'shown', 'open')),
        at INTEGER NOT NULL,
        took INTEGER NOT NULL CHECK (took >= 0),
        UNIQUE (course, lesson, question, walk, sitting, attempt, outcome, at)
    ) STRICT;",
    // 2: reviews ask variants; an answer says which.
    "ALTER TABLE answer ADD COLUMN variant TEXT NOT NULL DEFAULT '';",
];

/// The newest version.
pub const VERSION: i32 = MIGRATIONS.len() as i32;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Ours, at this version, 0 for an empty one.
    Ours(i32),
    /// A database of another program.
    Foreign,
}

/// Looks at a file's header.
pub fn find(connection: &Connection) -> rusqlite::Result<Found> {
    let number = |pragma: &str| connection.query_row(pragma, [], |row| row.get::<_, i32>(0));
    let id = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    Ok(match id {
        APPLICATION_ID => Found::Ours(version),
        0 if version == 0 && tables == 0 => Found::Ours(0),
        _ => Found::Foreign,
    })
}

/// Takes a file of ours to the newest version, all in one transaction; a newer one stays as it is.
pub fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Asked again inside: another process may have been quicker.
    if let Found::Ours(version) = find(&transaction)? {
        let done = usize::try_from(version).unwrap_or(0);
        for step in MIGRATIONS.iter().skip(done) {
            transaction.execute_batch(step)?;
        }
        if version < VERSION {
            mark(&transaction)?;
        }
    }
    transaction.commit()
}

fn mark(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)
}
