//! Events of begun calls, and the callbacks that receive them.

use std::ffi::{c_char, c_void};

/// What an event of a begun call is.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum CodatEventKind {
    /// The call ended. It is the call's last event.
    CODAT_EVENT_DONE = 1,
    /// A log line; see `CodatLogCallback`.
    CODAT_EVENT_LOG = 2,
    /// Progress; see `CodatProgressCallback`.
    CODAT_EVENT_PROGRESS = 3,
}

/// An event of a begun call.
#[repr(C)]
#[derive(Debug)]
pub struct CodatEvent {
    /// As given to the function that began the call.
    pub user_data: *mut c_void,
    /// A `CodatEventKind`. Later versions may add some: free the `document` of an unknown one and ignore it.
    pub kind: i32,
    /// The call's `CodatStatus` for `CODAT_EVENT_DONE`, the `CodatLogLevel` for `CODAT_EVENT_LOG`, otherwise 0.
    pub number: i32,
    /// The response JSON of the call, or the log line or progress event. It is yours: free it with codat_string_free().
    pub document: *mut c_char,
    /// The length of `document` in bytes, without the NUL at its end.
    pub length: usize,
}

// SAFETY: this library never follows the user data, and the event owns its `document`.
unsafe impl Send for CodatEvent {}

/// Called when a queue that was empty has an event: once when it becomes non-empty, and again only after
/// codat_queue_take() has emptied it.
///
/// - `user_data`: as given to codat_queue_new().
///
/// It is called on a thread of the library, with no lock held, and never from inside a function that begins a call,
/// cancels a call or takes events.
/// It must not block. No exception and no longjmp() may leave it.
pub type CodatWakeCallback = Option<unsafe extern "C" fn(user_data: *mut c_void)>;

/// Called for each event, instead of keeping it for codat_queue_take().
///
/// - `user_data`: as given to codat_queue_new().
/// - `event`: only to be read, during the call; its `document` is yours to free.
///
/// It is called on a thread of the library, with no lock held, and never from inside a function that begins or cancels
/// a call. The events of one call are delivered one after the other; events of different calls may be delivered on
/// several threads at once. The call's connection
/// is free by then. It may call every function of this library, blocking calls too. While the callback blocks, it
/// occupies one of its client's threads; for one such occupied thread, but no more, each client starts a replacement.
/// Therefore, callbacks of one client that wait for the events of other calls may wait forever: to wait for the end of
/// another call in a callback, make that call with a blocking function. No exception and no
/// longjmp() may leave
/// it.
pub type CodatEventCallback = Option<unsafe extern "C" fn(user_data: *mut c_void, event: *const CodatEvent)>;
