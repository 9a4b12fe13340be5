//! A file descriptor that is readable while there is something to take.

/// The descriptor, if the system has such a thing.
pub(super) struct Wakeup(#[cfg(unix)] Option<unix::Pipe>);

#[cfg(unix)]
impl Wakeup {
    pub fn new() -> Wakeup {
        Wakeup(unix::Pipe::new())
    }

    pub fn descriptor(&self) -> i32 {
        self.0.as_ref().map_or(-1, unix::Pipe::descriptor)
    }

    /// Makes it readable.
    pub fn set(&self) {
        if let Some(pipe) = &self.0 {
            pipe.set();
        }
    }

    /// Makes it unreadable.
    pub fn clear(&self) {
        if let Some(pipe) = &self.0 {
            pipe.clear();
        }
    }
}

#[cfg(not(unix))]
impl Wakeup {
    pub fn new() -> Wakeup {
        Wakeup()
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
        /// None where the process has no descriptors left.
        pub fn new() -> Option<Pipe> {
            let (reader, writer) = UnixStream::pair().ok()?;
            let set = |stream: &UnixStream| -> io::Result<()> { stream.set_nonblocking(true) };
            (set(&reader).is_ok() && set(&writer).is_ok()).then_some(Pipe { reader, writer })
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
