//! Events of begun calls, and the callbacks that receive them.

use std::ffi::{c_char, c_void};

/// The kind of an event of a begun call.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum CodatEventKind {
    /// The call ended. This is the call's last event.
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
    /// A `CodatEventKind`. Later versions may add kinds: free the `document` of an unknown kind,
    /// and ignore the event.
    pub kind: i32,
    /// The call's `CodatStatus` for `CODAT_EVENT_DONE`, the `CodatLogLevel` for `CODAT_EVENT_LOG`,
    /// otherwise 0.
    pub number: i32,
    /// The call's response JSON for `CODAT_EVENT_DONE`. Otherwise the log line or the progress
    /// event, or NULL if there was no memory for it. Free it with codat_string_free().
    pub document: *mut c_char,
    /// The length of `document` in bytes, without the NUL at its end.
    pub length: usize,
}

// SAFETY: this library never follows the user data, and the event owns its `document`.
unsafe impl Send for CodatEvent {}

/// Called when a queue that was empty receives an event. It is not called again until
/// codat_queue_take() has emptied the queue.
///
/// - `user_data`: as given to codat_queue_new().
///
/// It is called on a thread of the library, and never from inside a function that begins a call,
/// cancels a call or takes events. It must not block.
pub type CodatWakeCallback = Option<unsafe extern "C" fn(user_data: *mut c_void)>;

/// Receives each event of a queue, instead of codat_queue_take().
///
/// - `user_data`: as given to codat_queue_new().
/// - `event`: valid until the callback returns. Free its `document` with codat_string_free().
///
/// It is called on a thread of the library, and never from inside a function that begins or cancels
/// a call. The events of one call are delivered one after the other. Events of different calls may
/// be delivered on several threads at once. When `CODAT_EVENT_DONE` is delivered, the call's
/// connection is free.
///
/// The callback may make blocking calls. It runs on a thread of the client whose call the event
/// belongs to, and a callback that blocks occupies this thread. At most `maxConnections` plus one
/// threads run callbacks, however many callbacks block. Therefore, do not wait in a callback for
/// the events of other calls of the client: if all threads are occupied, these events never arrive.
/// To wait for another call, make it with a blocking function.
pub type CodatEventCallback = Option<unsafe extern "C" fn(user_data: *mut c_void, event: *const CodatEvent)>;
