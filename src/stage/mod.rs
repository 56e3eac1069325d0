//! Stepping through one program, for every front end: the run, where the cursor stands in it, what may be asked of it.

pub mod drive;
pub mod effect;
pub mod journal;
pub mod lines;
pub mod player;
pub mod scene;
pub mod summary;
pub mod table;
mod tell;
pub mod update;

#[cfg(test)]
mod tests;
