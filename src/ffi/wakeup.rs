//! A file descriptor that is readable while there is something to take.

/// The descriptor, if the system has such a thing.
pub(super) struct Wakeup(#[cfg(unix)] unix::Pipe);

#[cfg(unix)]
impl Wakeup {
    /// None if the process has no descriptors left.
    pub fn new() -> Option<Wakeup> {
        Some(Wakeup(unix::Pipe::new().ok()?))
    }

    pub fn descriptor(&self) -> i32 {
        self.0.descriptor()
    }

    /// Makes it readable.
    pub fn set(&self) {
        self.0.set();
    }

    /// Makes it unreadable.
    pub fn clear(&self) {
        self.0.clear();
    }
}

#[cfg(not(unix))]
impl Wakeup {
    pub fn new() -> Option<Wakeup> {
        Some(Wakeup())
    }

    pub fn descriptor(&self) -> i32 {
        -1
    }

    pub fn set(&self) {}

    pub fn clear(&self) {}
}

#[cfg(unix)]
mod unix {
    use std::io::{self, Read, Write};
    use std::os::fd::AsRawFd;
    use std::os::unix::net::UnixStream;

    /// Two connected sockets: what is written to one makes the other readable.
    pub struct Pipe {
        reader: UnixStream,
        writer: UnixStream,
    }

    impl Pipe {
        pub fn new() -> io::Result<Pipe> {
            let (reader, writer) = UnixStream::pair()?;
            reader.set_nonblocking(true)?;
            writer.set_nonblocking(true)?;
            Ok(Pipe { reader, writer })
        }

        pub fn descriptor(&self) -> i32 {
            self.reader.as_raw_fd()
        }

        /// One byte is there afterwards: a full socket has some already.
        pub fn set(&self) {
            let _ = (&self.writer).write(&[1]);
        }

        pub fn clear(&self) {
            let _ = (&self.reader).read(&mut [0; 16]);
        }
    }
}
