//! Messages on the pipe: a length in four bytes (little endian), then the message in postcard's encoding.
//!
//! [`Batch`] makes the one message that is written while it grows.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::lang::{Lang, Say, SystemError, english_display, say};
use crate::trace::event::Event;

/// The longest message accepted, in bytes; a batch of events stays far below it.
pub const MESSAGE_LIMIT: usize = 64 << 20;

/// Why a message could not be read or written.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CodecError {
    /// The pipe broke in the middle of a message, or could not be written.
    Io(SystemError),
    /// The bytes are no message of this version.
    Garbled(#[from] postcard::Error),
    /// The length is beyond [`MESSAGE_LIMIT`].
    TooLong(usize),
}

impl From<io::Error> for CodecError {
    fn from(error: io::Error) -> CodecError {
        CodecError::Io(SystemError::from(error))
    }
}

impl Say for CodecError {
    fn say(&self, lang: Lang) -> String {
        match self {
            CodecError::Io(error) => {
                let error = error.say(lang);
                say!(
                    lang,
                    "the pipe to the Python process broke: {error}",
                    "通往 Python 进程的管道断了：{error}"
                )
            }
            CodecError::Garbled(error) => say!(
                lang,
                "a message on the pipe could not be understood: {error}",
                "管道里有一条消息无法识别：{error}"
            ),
            CodecError::TooLong(length) => say!(
                lang,
                "a message of {length} bytes on the pipe is too long",
                "管道里有一条 {length} 字节的消息，太长了"
            ),
        }
    }
}

english_display!(CodecError);

/// Encodes a message with its length before it.
pub fn encode<T: Serialize>(message: &T) -> Result<Vec<u8>, CodecError> {
    encode_before(message, 0)
}

/// Encodes the beginning of a message, of which so many bytes are still to follow, with the length of all before it.
fn encode_before<T: Serialize>(beginning: &T, rest: usize) -> Result<Vec<u8>, CodecError> {
    let mut bytes = postcard::to_extend(beginning, vec![0; 4])?;
    let length = bytes.len() - 4 + rest;
    if length > MESSAGE_LIMIT {
        return Err(CodecError::TooLong(length));
    }
    bytes[..4].copy_from_slice(&(length as u32).to_le_bytes());
    Ok(bytes)
}

/// The index of [`super::Reply::Events`] among the variants, which stands for it in postcard's encoding.
const EVENTS: u32 = 1;

/// The events of one [`super::Reply::Events`], packed as each of them happens.
///
/// What it writes is what [`write`] would write of the whole reply, without the events being kept until then.
#[derive(Default)]
pub struct Batch {
    bytes: Vec<u8>,
    count: usize,
}

impl Batch {
    /// An empty batch with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Batch {
        Batch { bytes: Vec::with_capacity(bytes), count: 0 }
    }

    /// Adds an event.
    pub fn push(&mut self, event: &Event) -> Result<(), CodecError> {
        let kept = self.bytes.len();
        match postcard::to_extend(event, Tail(&mut self.bytes)) {
            Ok(_) => {
                self.count += 1;
                Ok(())
            }
            Err(error) => {
                self.bytes.truncate(kept);
                Err(error.into())
            }
        }
    }

    /// Whether no event is in it.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many bytes its events take.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// Writes the reply and flushes it; the batch is empty then.
    pub fn write(&mut self, writer: &mut impl Write) -> Result<(), CodecError> {
        // A sequence is its length and its elements one after the other.
        let header = encode_before(&(EVENTS, self.count), self.bytes.len())?;
        writer.write_all(&header)?;
        writer.write_all(&self.bytes)?;
        writer.flush()?;
        self.bytes.clear();
        self.count = 0;
        Ok(())
    }
}

/// Writes a message and flushes it.
pub fn write<T: Serialize>(writer: &mut impl Write, message: &T) -> Result<(), CodecError> {
    writer.write_all(&encode(message)?)?;
    writer.flush()?;
    Ok(())
}

/// Reads the next message; `None` where the pipe ended between two messages.
pub fn read<T: DeserializeOwned>(reader: &mut impl Read) -> Result<Option<T>, CodecError> {
    let mut header = [0; 4];
    let mut filled = 0;
    while filled < header.len() {
        match reader.read(&mut header[filled..]) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut body = vec![0; body_length(header)?];
    reader.read_exact(&mut body)?;
    Ok(Some(decode(&body)?))
}

/// The length of the message behind a header.
pub fn body_length(header: [u8; 4]) -> Result<usize, CodecError> {
    let length = u32::from_le_bytes(header) as usize;
    if length > MESSAGE_LIMIT {
        return Err(CodecError::TooLong(length));
    }
    Ok(length)
}

/// Decodes the message behind a header.
pub fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, CodecError> {
    Ok(postcard::from_bytes(body)?)
}

/// Appends to bytes that stay where they are.
struct Tail<'a>(&'a mut Vec<u8>);

impl Extend<u8> for Tail<'_> {
    fn extend<I: IntoIterator<Item = u8>>(&mut self, bytes: I) {
        self.0.extend(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::event::{Kind, Stream};
    use crate::trace::id::ThreadId;
    use crate::wire::{Reply, Request};

    fn event(number: usize) -> Event {
        let kind = Kind::Output { stream: Stream::Stdout, bytes: format!("event {number}").into_bytes() };
        Event { time: number as f64, thread: ThreadId(0), site: None, place: None, kind }
    }

    #[test]
    fn a_batch_is_the_same_bytes_as_the_reply_it_stands_for() {
        let mut batch = Batch::default();
        // Below and above the lengths at which postcard's encoding of a number takes another byte.
        for count in [0, 1, 127, 128, 20_000] {
            let events: Vec<Event> = (0..count).map(event).collect();
            events.iter().for_each(|event| batch.push(event).expect("packs"));
            assert_eq!(batch.is_empty(), count == 0);
            let mut written = Vec::new();
            batch.write(&mut written).expect("writes");
            assert_eq!(written, encode(&Reply::Events(events)).expect("encodes"));
            assert!(batch.is_empty());
        }
    }

    #[test]
    fn a_message_comes_back_as_it_was_sent() {
        let sent = Request::Input { bytes: b"5\n".to_vec() };
        let bytes = encode(&sent).expect("encodes");
        let mut reader = bytes.as_slice();
        assert_eq!(read::<Request>(&mut reader).expect("reads"), Some(sent));
        assert_eq!(read::<Request>(&mut reader).expect("ends"), None);
    }

    #[test]
    fn a_message_cut_short_is_an_error() {
        let bytes = encode(&Request::Hello { version: 1 }).expect("encodes");
        assert!(matches!(read::<Request>(&mut &bytes[..bytes.len() - 1]), Err(CodecError::Io(_))));
        assert!(matches!(read::<Request>(&mut &bytes[..2]), Err(CodecError::Io(_))));
    }

    #[test]
    fn a_length_beyond_the_limit_is_refused_before_memory_is_taken() {
        let mut bytes = (u32::MAX).to_le_bytes().to_vec();
        bytes.extend_from_slice(b"xx");
        assert!(matches!(read::<Request>(&mut bytes.as_slice()), Err(CodecError::TooLong(_))));
    }
}
