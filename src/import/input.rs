//! From the bytes of a file to text, whatever its encoding: gz, UTF-16, byte order marks, lines of bounded length.
//!
//! It knows bytes. It must not know formats.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;

/// A line longer than this is of no format that is known.
const LONGEST_LINE: usize = 4 << 20;

/// How much of the beginning is looked at to recognise a format.
const HEAD_BYTES: usize = 64 << 10;

/// Most of a file that has to be held as a whole, such as a template.
const LARGEST_WHOLE: u64 = 64 << 20;

const BUFFER_BYTES: usize = 256 << 10;

/// Why a file could not be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Its bytes could not be had.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is not what can be read, at a line where one is to blame.
    #[error("{reason}")]
    Refused {
        /// The line, from 1.
        line: Option<u64>,
        /// Why, as a sentence without its subject.
        reason: String,
    },
}

impl ReadError {
    /// The whole file is refused.
    pub(super) fn refused(reason: impl Into<String>) -> Self {
        Self::Refused {
            line: None,
            reason: reason.into(),
        }
    }

    /// The file is refused because of a line.
    pub(super) fn at(line: u64, reason: impl Into<String>) -> Self {
        Self::Refused {
            line: Some(line),
            reason: reason.into(),
        }
    }
}

/// A file's text: its beginning to be looked at, then all of it as lines or as a reader, once.
pub(super) struct Input<'a> {
    text: Chain<Cursor<Vec<u8>>, Box<dyn BufRead + 'a>>,
    head: Vec<u8>,
    line: u64,
    buffer: Vec<u8>,
}

impl<'a> Input<'a> {
    /// Unpacks and decodes what `file` gives.
    pub(super) fn open(file: impl Read + 'a) -> Result<Self, ReadError> {
        let mut bytes: Box<dyn BufRead + 'a> =
            Box::new(BufReader::with_capacity(BUFFER_BYTES, file));
        // Packed twice happens: a log group's export that a tool packed once more.
        let mut start = peek(&mut bytes, 4)?;
        for _ in 0..2 {
            if start.starts_with(&[0x1f, 0x8b]) {
                let packed =
                    BufReader::with_capacity(BUFFER_BYTES, Cursor::new(start).chain(bytes));
                let unpacked = MultiGzDecoder::new(packed);
                bytes = Box::new(BufReader::with_capacity(BUFFER_BYTES, unpacked));
                start = peek(&mut bytes, 4)?;
            }
        }
        if is_packed_otherwise(&start) {
            let reason = "is packed in a way that is not gz: unpack it first";
            return Err(ReadError::refused(reason));
        }
        let rest = |skipped: usize, bytes| Cursor::new(start[skipped..].to_vec()).chain(bytes);
        let mut text: Box<dyn BufRead + 'a> = match start.as_slice() {
            [0xff, 0xfe, ..] => Box::new(BufReader::new(Utf16::new(
                rest(2, bytes),
                u16::from_le_bytes,
            ))),
            [0xfe, 0xff, ..] => Box::new(BufReader::new(Utf16::new(
                rest(2, bytes),
                u16::from_be_bytes,
            ))),
            [0xef, 0xbb, 0xbf, ..] => Box::new(rest(3, bytes)),
            _ => Box::new(rest(0, bytes)),
        };
        let head = peek(&mut text, HEAD_BYTES)?;
        if head.is_empty() {
            return Err(ReadError::refused("is empty"));
        }
        if head.contains(&0) {
            return Err(ReadError::refused(
                "is not text: it holds bytes of zero; export it as text, such as CSV or JSON",
            ));
        }
        Ok(Self {
            text: Cursor::new(head.clone()).chain(text),
            head,
            line: 0,
            buffer: Vec::new(),
        })
    }

    /// The beginning, to recognise the format by.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The number of the line that [`Input::next_line`] gave, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next line, without its end; `None` after the last. It need not be UTF-8.
    ///
    /// # Errors
    /// If the file cannot be read on, or a line is longer than any format's.
    pub(super) fn next_line(&mut self) -> Result<Option<&[u8]>, ReadError> {
        self.buffer.clear();
        self.line += 1;
        loop {
            let available = match self.text.fill_buf() {
                Ok(available) => available,
                Err(error) => return Err(placed(error, self.line)),
            };
            if available.is_empty() {
                if self.buffer.is_empty() {
                    return Ok(None);
                }
                break;
            }
            let end = memchr::memchr(b'\n', available);
            let taken = end.map_or(available.len(), |end| end + 1);
            self.buffer.extend_from_slice(&available[..taken]);
            self.text.consume(taken);
            if end.is_some() {
                self.buffer.pop();
                break;
            }
            if self.buffer.len() > LONGEST_LINE {
                let reason = format!("has a line of more than {} MB", LONGEST_LINE >> 20);
                return Err(ReadError::at(self.line, reason));
            }
        }
        if self.buffer.last() == Some(&b'\r') {
            self.buffer.pop();
        }
        Ok(Some(&self.buffer))
    }

    /// Gives `each` every line that is not blank, with its number from 1; bytes that are not UTF-8 are replaced.
    ///
    /// # Errors
    /// As [`Input::next_line`], or if `each` gives up.
    pub(super) fn each_line(
        &mut self,
        mut each: impl FnMut(&str, u64) -> Result<(), ReadError>,
    ) -> Result<(), ReadError> {
        let mut number = self.line;
        while let Some(line) = self.next_line()? {
            number += 1;
            let text = String::from_utf8_lossy(line);
            if !text.trim().is_empty() {
                each(&text, number)?;
            }
        }
        Ok(())
    }

    /// The whole text, for formats that are small; bytes that are not UTF-8 are replaced.
    ///
    /// # Errors
    /// If the file cannot be read, or is too large to be one of those.
    pub(super) fn whole(&mut self) -> Result<String, ReadError> {
        let mut bytes = Vec::new();
        let read = (&mut self.text)
            .take(LARGEST_WHOLE + 1)
            .read_to_end(&mut bytes);
        read.map_err(|error| placed(error, 1))?;
        if bytes.len() as u64 > LARGEST_WHOLE {
            let reason = format!("is larger than {} MB", LARGEST_WHOLE >> 20);
            return Err(ReadError::refused(reason));
        }
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The text as a reader of JSON, whose strings are of bounded length, with the line that it has come to.
    pub(super) fn json(&mut self) -> (impl Read + use<'_, 'a>, Rc<Cell<u64>>) {
        let line = Rc::new(Cell::new(1));
        let reader = BoundedJson {
            text: &mut self.text,
            piece: Vec::new(),
            given: 0,
            line: Rc::clone(&line),
            in_string: false,
            escaped: false,
            string: 0,
        };
        (reader, line)
    }
}

/// An I/O error of what unpacks is a broken file, at a line.
fn placed(error: io::Error, line: u64) -> ReadError {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            ReadError::at(line, "is cut off: what is packed in it ends too early")
        }
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => {
            ReadError::at(line, format!("is broken: {error}"))
        }
        _ => ReadError::Io(error),
    }
}

/// Up to `most` bytes from the front, taken out.
fn peek(bytes: &mut Box<dyn BufRead + '_>, most: usize) -> Result<Vec<u8>, ReadError> {
    let mut start = Vec::new();
    let read = bytes.take(most as u64).read_to_end(&mut start);
    read.map_err(|error| placed(error, 1))?;
    Ok(start)
}

/// zip, zstd, bzip2, xz, parquet.
fn is_packed_otherwise(start: &[u8]) -> bool {
    [
        &b"PK\x03\x04"[..],
        b"\x28\xb5\x2f\xfd",
        b"BZh",
        b"\xfd7zX",
        b"PAR1",
    ]
    .iter()
    .any(|magic| start.starts_with(magic))
}

/// Text in UTF-16 as UTF-8.
struct Utf16<R> {
    units: R,
    order: fn([u8; 2]) -> u16,
    high: Option<u16>,
    ready: Vec<u8>,
    given: usize,
}

impl<R: Read> Utf16<R> {
    fn new(units: R, order: fn([u8; 2]) -> u16) -> Self {
        Self {
            units,
            order,
            high: None,
            ready: Vec::new(),
            given: 0,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(8192);
        (&mut self.units).take(8192).read_to_end(&mut bytes)?;
        let pairs = bytes
            .chunks_exact(2)
            .map(|pair| (self.order)([pair[0], pair[1]]));
        let mut units: Vec<u16> = self.high.take().into_iter().chain(pairs).collect();
        // A pair of surrogates may lie across two pieces.
        if bytes.len() == 8192 {
            self.high = units.pop_if(|last| (0xd800..0xdc00).contains(last));
        }
        self.ready = String::from_utf16_lossy(&units).into_bytes();
        self.given = 0;
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.refill()?;
        }
        let ready = &self.ready[self.given..];
        let length = ready.len().min(buffer.len());
        buffer[..length].copy_from_slice(&ready[..length]);
        self.given += length;
        Ok(length)
    }
}

/// Counts lines, and ends where a string is longer than any format's, so that no file can fill the memory with one.
struct BoundedJson<R> {
    text: R,
    /// What was read of the text, and how much of that was given: a parser asks for one byte at a time.
    piece: Vec<u8>,
    given: usize,
    line: Rc<Cell<u64>>,
    in_string: bool,
    escaped: bool,
    string: usize,
}

impl<R: BufRead> BoundedJson<R> {
    /// Goes on to the next piece of the text.
    #[cold]
    fn refill(&mut self) -> io::Result<()> {
        let available = self.text.fill_buf()?;
        self.piece.clear();
        self.piece.extend_from_slice(available);
        self.given = 0;
        let length = self.piece.len();
        self.text.consume(length);
        Ok(())
    }

    /// Counts a byte, and gives it: no-break spaces, with which web pages indent, become blanks outside of strings.
    #[inline]
    fn count(&mut self, byte: u8) -> u8 {
        match byte {
            b'\n' => self.line.set(self.line.get() + 1),
            b'"' if !self.escaped => self.in_string = !self.in_string,
            _ => {}
        }
        self.escaped = self.in_string && byte == b'\\' && !self.escaped;
        self.string = if self.in_string { self.string + 1 } else { 0 };
        if !self.in_string && matches!(byte, 0xc2 | 0xa0) {
            b' '
        } else {
            byte
        }
    }
}

impl<R: BufRead> Read for BoundedJson<R> {
    #[inline]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.piece.len() {
            self.refill()?;
        }
        let mut length = 0;
        for (to, byte) in buffer.iter_mut().zip(&self.piece[self.given..]) {
            *to = *byte;
            length += 1;
        }
        self.given += length;
        for byte in &mut buffer[..length] {
            *byte = self.count(*byte);
        }
        if self.string > LONGEST_LINE {
            let reason = format!("a text of more than {} MB", LONGEST_LINE >> 20);
            return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn lines(bytes: &[u8]) -> Result<Vec<String>, ReadError> {
        let mut input = Input::open(bytes)?;
        let mut lines = Vec::new();
        while let Some(line) = input.next_line()? {
            lines.push(String::from_utf8_lossy(line).into_owned());
        }
        Ok(lines)
    }

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).expect("to memory");
        packer.finish().expect("to memory")
    }

    #[test]
    fn every_encoding_gives_the_same_lines() {
        let text = "one\r\ntwo \u{1f600}\n\nfour";
        let expected = ["one", "two \u{1f600}", "", "four"];
        let units: Vec<u16> = text.encode_utf16().collect();
        let little = [0xfeff]
            .iter()
            .chain(&units)
            .flat_map(|unit| unit.to_le_bytes());
        let big = [0xfeff]
            .iter()
            .chain(&units)
            .flat_map(|unit| unit.to_be_bytes());
        let marked = ["\u{feff}", text].concat();
        for (name, bytes) in [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with a mark", marked.into_bytes()),
            ("UTF-16, little end first", little.collect()),
            ("UTF-16, big end first", big.collect()),
            ("gz", packed(text.as_bytes())),
            ("gz twice", packed(&packed(text.as_bytes()))),
        ] {
            assert_eq!(lines(&bytes).expect(name), expected, "{name}");
        }
    }

    #[test]
    fn surrogates_survive_the_joint_of_two_pieces() {
        let text: String = std::iter::once('a')
            .chain((0..5000).map(|_| '\u{1f600}'))
            .collect();
        let bytes: Vec<u8> = [0xfeff]
            .into_iter()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(lines(&bytes).expect("text"), [text]);
    }

    #[test]
    fn what_is_broken_says_where() {
        let long = packed(&b"a line of some length\n".repeat(100_000));
        let cut = lines(&long[..long.len() / 2]).expect_err("it is cut off");
        let ReadError::Refused {
            line: Some(line),
            reason,
        } = cut
        else {
            panic!("{cut} has no place");
        };
        assert!(line > 1, "a line within the file, not {line}");
        assert!(reason.contains("cut off"), "{reason}");

        for (bytes, expected) in [
            (&b""[..], "is empty"),
            (b"a\0b", "not text"),
            (b"PK\x03\x04....", "unpack it first"),
            (&packed(b""), "is empty"),
        ] {
            let error = lines(bytes).expect_err("not readable").to_string();
            assert!(error.contains(expected), "{error} should say {expected}");
        }
    }

    #[test]
    fn no_break_spaces_of_a_web_page_are_blanks_of_json() {
        let text = "{\n\u{a0}\u{a0}\"a\u{a0}b\":\u{a0}1}";
        let mut input = Input::open(text.as_bytes()).expect("text");
        let mut read = String::new();
        let (mut reader, line) = input.json();
        reader.read_to_string(&mut read).expect("UTF-8");
        assert_eq!(read, "{\n    \"a\u{a0}b\":  1}");
        assert_eq!(line.get(), 2);
    }

    #[test]
    fn a_line_without_end_is_refused_in_bounded_memory() {
        let endless = io::repeat(b'x').take(1 << 30);
        let mut input = Input::open(endless).expect("text");
        let error = input.next_line().expect_err("too long");
        assert!(error.to_string().contains("a line of more than"), "{error}");
        assert!(input.buffer.capacity() < 16 << 20);
    }
}
