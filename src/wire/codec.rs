//! Messages on the pipe: a length in four bytes (little endian), then the message in postcard's encoding.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::lang::{Lang, Say, SystemError, english_display, say};

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
    let mut bytes = postcard::to_extend(message, vec![0; 4])?;
    let length = bytes.len() - 4;
    if length > MESSAGE_LIMIT {
        return Err(CodecError::TooLong(length));
    }
    bytes[..4].copy_from_slice(&(length as u32).to_le_bytes());
    Ok(bytes)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Request;

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
