//! The gate that all requests of a client pass. It limits the requests in flight and the requests per minute, lets calls in
//! first come, first served, and lets none in while the service has asked for a pause.
//!
//! After a pause it opens slowly, so that the calls that wait do not run into the next pause together: one request goes
//! first, and each request that passes lets one more go at the same time.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::call::{Call, Wake};
use crate::interrupt;

/// Shared by all calls of a client.
#[derive(Debug)]
pub(crate) struct Gate {
    max: usize,
    rate: Option<Rate>,
    state: Mutex<State>,
}

/// A limit of requests in any window of this length.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rate {
    pub requests: usize,
    pub window: Duration,
}

#[derive(Debug)]
struct State {
    inside: usize,
    /// How many may be inside: the client's maximum, or fewer after a pause.
    allowed: usize,
    paused_until: Option<Instant>,
    /// The calls that wait, in the order in which they came.
    waiting: BTreeMap<Place, Arc<Call>>,
    /// When the last requests that the rate counts were let in.
    recent: VecDeque<Instant>,
}

/// When a call came, and its number.
type Place = (Instant, u64);

/// Why a call was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It was cancelled.
    Cancelled,
    /// Its deadline passed.
    TimedOut,
    /// The service asked for a pause until this time, which is after the call's deadline.
    Paused(Instant),
    /// The client's own limit leaves no room until this time, which is after the call's deadline.
    Limited(Instant),
}

impl Refused {
    fn until(self) -> Option<Instant> {
        match self {
            Refused::Paused(until) | Refused::Limited(until) => Some(until),
            Refused::Cancelled | Refused::TimedOut => None,
        }
    }
}

/// A place inside; dropping it lets the next call in.
#[derive(Debug)]
pub(crate) struct Permit<'a>(&'a Gate);

impl Permit<'_> {
    /// Lets one more call in at the same time, because the service did not ask for a pause.
    pub fn passed(&self) {
        let mut state = self.0.state();
        if state.allowed < self.0.max {
            state.allowed += 1;
            state.wake_first();
        }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.inside -= 1;
        state.wake_first();
    }
}

impl State {
    fn wake_first(&self) {
        if let Some((_, first)) = self.waiting.first_key_value() {
            first.wake();
        }
    }

    /// Removes a call from the queue, and lets the next one check whether it may go in.
    fn leave_queue(&mut self, place: Place) {
        if self.waiting.remove(&place).is_some() {
            self.wake_first();
        }
    }
}

impl Gate {
    pub fn new(max: usize, rate: Option<Rate>) -> Gate {
        let state = State {
            inside: 0,
            allowed: max,
            paused_until: None,
            waiting: BTreeMap::new(),
            recent: VecDeque::new(),
        };
        Gate {
            max,
            rate,
            state: Mutex::new(state),
        }
    }

    /// A new gate with the same limits.
    pub fn afresh(&self) -> Gate {
        Gate::new(self.max, self.rate)
    }

    /// Waits for a place inside, behind the calls that came before. A begun call came when it was begun, although it
    /// gets here later. A call that this thread starts from a callback of another call needs no place: it might wait
    /// for the place of that call.
    pub async fn enter(&self, call: &Arc<Call>, came: Instant) -> Result<Permit<'_>, Refused> {
        if call.is_cancelled() {
            return Err(Refused::Cancelled);
        }
        if call.remaining().is_zero() {
            return Err(Refused::TimedOut);
        }
        let is_nested = interrupt::is_nested();
        let place = (came, call.id());
        loop {
            let until = {
                let mut state = self.state();
                let now = Instant::now();
                let closed = self.closed(&mut state, now);
                let opens = closed.and_then(Refused::until);
                if let Some(refused) = closed.filter(|_| opens >= Some(call.deadline)) {
                    state.leave_queue(place);
                    return Err(refused);
                }
                let first = state.waiting.first_key_value();
                let first = first.is_none_or(|(first, _)| place <= *first);
                let has_place = is_nested || first && state.inside < state.allowed;
                if closed.is_none() && has_place {
                    state.inside += 1;
                    if self.rate.is_some() {
                        state.recent.push_back(now);
                    }
                    state.leave_queue(place);
                    return Ok(Permit(self));
                }
                state.waiting.entry(place).or_insert_with(|| call.clone());
                opens.unwrap_or(call.deadline)
            };
            let refused = match call.wait_until(until).await {
                Wake::Cancelled => Refused::Cancelled,
                Wake::TimedOut if call.remaining().is_zero() => Refused::TimedOut,
                Wake::Woken | Wake::TimedOut => continue,
            };
            self.state().leave_queue(place);
            return Err(refused);
        }
    }

    /// Why no call can be let in now; of two reasons, the one that lasts longer.
    fn closed(&self, state: &mut State, now: Instant) -> Option<Refused> {
        state.paused_until = state.paused_until.filter(|until| *until > now);
        let room = self.rate.and_then(|rate| {
            while state
                .recent
                .front()
                .is_some_and(|sent| *sent + rate.window <= now)
            {
                state.recent.pop_front();
            }
            let first = state
                .recent
                .front()
                .filter(|_| state.recent.len() >= rate.requests);
            first.map(|sent| *sent + rate.window)
        });
        match (state.paused_until, room) {
            (Some(pause), room) if room.is_none_or(|room| room <= pause) => Some(Refused::Paused(pause)),
            (_, room) => room.map(Refused::Limited),
        }
    }

    /// Lets no call in before that time, and then one after the other.
    pub fn pause_until(&self, time: Instant) {
        let mut state = self.state();
        state.allowed = 1;
        state.paused_until = Some(state.paused_until.map_or(time, |present| present.max(time)));
        // A longer pause may outlast the deadline of calls that wait for the end of a shorter one.
        let too_late = |call: &&Arc<Call>| call.deadline <= time;
        state
            .waiting
            .values()
            .filter(too_late)
            .for_each(|call| call.wake());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::tasks::block_on;

    fn call() -> crate::transport::call::ActiveCall {
        Call::begin(Instant::now() + Duration::from_secs(60))
    }

    async fn enter<'a>(gate: &'a Gate, call: &Arc<Call>) -> Result<Permit<'a>, Refused> {
        gate.enter(call, Instant::now()).await
    }

    /// Waits until this many calls queue: nothing else shows that a thread has come to wait.
    fn until_waiting(gate: &Gate, count: usize) {
        while gate.state().waiting.len() != count {
            thread::yield_now();
        }
    }

    #[test]
    fn a_call_past_its_deadline_gets_no_place() {
        let late = Call::begin(Instant::now());
        assert_eq!(
            block_on(enter(&Gate::new(1, None), &late)).unwrap_err(),
            Refused::TimedOut
        );
    }

    #[test]
    fn no_more_calls_are_in_flight_than_allowed() {
        let (gate, inside, most) = (Gate::new(3, None), AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    for _ in 0..200 {
                        let permit = block_on(enter(&gate, &call())).unwrap();
                        most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::yield_now();
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(permit);
                    }
                });
            }
        });
        assert_eq!(most.into_inner(), 3);
        assert_eq!(gate.state().inside, 0);
        assert_eq!(gate.state().waiting.len(), 0);
    }

    #[test]
    fn calls_are_served_in_their_order() {
        let (gate, order) = (Gate::new(1, None), Mutex::new(Vec::new()));
        thread::scope(|scope| {
            let first = block_on(enter(&gate, &call())).unwrap();
            for number in 0..5 {
                let (gate, order) = (&gate, &order);
                scope.spawn(move || {
                    let _permit = block_on(enter(gate, &call())).unwrap();
                    order.lock().unwrap().push(number);
                });
                until_waiting(gate, number + 1);
            }
            drop(first);
        });
        assert_eq!(order.into_inner().unwrap(), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn calls_are_ordered_by_their_beginning_not_by_their_arrival_at_the_gate() {
        let (gate, order) = (Gate::new(1, None), Mutex::new(Vec::new()));
        let first = Instant::now();
        let second = first + Duration::from_nanos(1);
        thread::scope(|scope| {
            let permit = block_on(enter(&gate, &call())).unwrap();
            for (waiting, came) in [(1, second), (2, first)] {
                let (gate, order) = (&gate, &order);
                scope.spawn(move || {
                    let _permit = block_on(gate.enter(&call(), came)).unwrap();
                    order.lock().unwrap().push(came);
                });
                until_waiting(gate, waiting);
            }
            drop(permit);
        });
        assert_eq!(order.into_inner().unwrap(), [first, second]);
    }

    #[test]
    fn a_cancelled_call_leaves_the_queue_and_the_next_gets_its_place() {
        let gate = Gate::new(1, None);
        thread::scope(|scope| {
            let first = block_on(enter(&gate, &call())).unwrap();
            let refused = scope.spawn(|| block_on(enter(&gate, &call())).map(drop));
            until_waiting(&gate, 1);
            let impatient = gate.state().waiting.values().next().unwrap().clone();
            let admitted = scope.spawn(|| block_on(enter(&gate, &call())).map(drop));
            until_waiting(&gate, 2);
            impatient.cancel();
            assert_eq!(refused.join().unwrap(), Err(Refused::Cancelled));
            until_waiting(&gate, 1);
            drop(first);
            assert_eq!(admitted.join().unwrap(), Ok(()));
            assert_eq!(
                block_on(enter(&gate, &impatient)).map(drop),
                Err(Refused::Cancelled)
            );
        });
    }

    #[test]
    fn a_call_within_another_needs_no_place() {
        let gate = Gate::new(1, None);
        thread::scope(|scope| {
            let first = block_on(enter(&gate, &call())).unwrap();
            let waiting = scope.spawn(|| block_on(enter(&gate, &call())).map(drop));
            until_waiting(&gate, 1);
            interrupt::nested_if(true, || drop(block_on(enter(&gate, &call())).unwrap()));
            assert_eq!(gate.state().waiting.len(), 1, "the queue is as it was");
            drop(first);
            assert_eq!(waiting.join().unwrap(), Ok(()));
        });
        let far = Instant::now() + Duration::from_secs(120);
        gate.pause_until(far);
        let refused = interrupt::nested_if(true, || block_on(enter(&gate, &call())).map(drop));
        assert_eq!(refused, Err(Refused::Paused(far)));
    }

    #[test]
    fn a_pause_is_for_all_calls_and_refuses_those_that_it_outlasts() {
        let gate = Gate::new(2, None);
        let end = Instant::now() + Duration::from_millis(30);
        gate.pause_until(end);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let _permit = block_on(enter(&gate, &call())).unwrap();
                    assert!(Instant::now() >= end);
                });
            }
        });
        let far = Instant::now() + Duration::from_secs(120);
        gate.pause_until(far);
        assert_eq!(
            block_on(enter(&gate, &call())).map(drop),
            Err(Refused::Paused(far))
        );
        // A shorter pause does not cut a longer one.
        gate.pause_until(Instant::now());
        assert_eq!(
            block_on(enter(&gate, &call())).map(drop),
            Err(Refused::Paused(far))
        );
    }

    #[test]
    fn a_longer_pause_refuses_waiting_calls_that_it_outlasts() {
        let gate = Gate::new(1, None);
        gate.pause_until(Instant::now() + Duration::from_secs(30));
        thread::scope(|scope| {
            let waiting = scope.spawn(|| block_on(enter(&gate, &call())).map(drop));
            until_waiting(&gate, 1);
            let far = Instant::now() + Duration::from_secs(120);
            gate.pause_until(far);
            assert_eq!(waiting.join().unwrap(), Err(Refused::Paused(far)));
        });
    }

    #[test]
    fn a_call_without_a_place_at_its_deadline_times_out() {
        let gate = Gate::new(1, None);
        let _permit = block_on(enter(&gate, &call())).unwrap();
        let hurried = Call::begin(Instant::now() + Duration::from_millis(5));
        assert_eq!(block_on(enter(&gate, &hurried)).map(drop), Err(Refused::TimedOut));
        assert_eq!(gate.state().waiting.len(), 0);
    }

    /// Whether another call could go in now.
    fn has_room(gate: &Gate) -> bool {
        block_on(enter(
            gate,
            &Call::begin(Instant::now() + Duration::from_millis(5)),
        ))
        .is_ok()
    }

    #[test]
    fn after_a_pause_each_success_admits_one_more_call() {
        let gate = Gate::new(3, None);
        gate.pause_until(Instant::now());
        let first = block_on(enter(&gate, &call())).unwrap();
        assert!(!has_room(&gate));
        first.passed();
        let second = block_on(enter(&gate, &call())).unwrap();
        assert!(!has_room(&gate));
        // A request that did not pass lets no more in.
        drop(second);
        let second = block_on(enter(&gate, &call())).unwrap();
        assert!(!has_room(&gate));
        second.passed();
        let third = block_on(enter(&gate, &call())).unwrap();
        third.passed();
        assert!(!has_room(&gate), "never more than the maximum");
        gate.pause_until(Instant::now());
        drop((first, second));
        assert!(!has_room(&gate), "the next pause begins anew");
    }

    #[test]
    fn a_waiting_call_is_admitted_as_soon_as_another_succeeds() {
        let gate = Gate::new(2, None);
        gate.pause_until(Instant::now());
        let first = block_on(enter(&gate, &call())).unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| block_on(enter(&gate, &call())).map(drop));
            until_waiting(&gate, 1);
            first.passed();
            assert_eq!(waiting.join().unwrap(), Ok(()));
        });
    }

    #[test]
    fn no_window_has_more_requests_than_the_rate_allows() {
        let rate = Rate {
            requests: 3,
            window: Duration::from_millis(40),
        };
        let (gate, began) = (Gate::new(10, Some(rate)), Instant::now());
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..3).for_each(|_| drop(block_on(enter(&gate, &call())).unwrap())));
            }
        });
        // Twelve requests, three a window: the last three go in the fourth.
        assert!(began.elapsed() >= 3 * rate.window);
    }

    #[test]
    fn a_call_that_cannot_wait_for_the_rate_gets_the_earliest_time() {
        let rate = Rate {
            requests: 2,
            window: Duration::from_secs(3600),
        };
        let gate = Gate::new(10, Some(rate));
        let earliest = Instant::now() + rate.window;
        (0..2).for_each(|_| drop(block_on(enter(&gate, &call())).unwrap()));
        match block_on(enter(&gate, &call())).map(drop) {
            Err(Refused::Limited(until)) => {
                assert!(until >= earliest && until <= Instant::now() + rate.window)
            }
            other => panic!("{other:?}"),
        }
        // The error names a pause that lasts longer.
        let far = Instant::now() + 2 * rate.window;
        gate.pause_until(far);
        assert_eq!(
            block_on(enter(&gate, &call())).map(drop),
            Err(Refused::Paused(far))
        );
    }
}
