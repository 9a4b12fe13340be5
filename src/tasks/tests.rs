use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{mpsc, Arc, Barrier, Mutex};
use std::task::Poll;
use std::time::{Duration, Instant};

use super::*;
use crate::threads::until;
use crate::transport::call::{Call, Wake};

const LONG: Duration = Duration::from_secs(60);
const FAR: Duration = Duration::from_secs(3600);

/// Waits without limit, until its call is woken or cancelled.
async fn wait(call: &Call) -> Wake {
    call.wait_until(Instant::now() + FAR).await
}

#[test]
fn a_future_runs_on_the_thread_that_blocks_on_it() {
    let here = std::thread::current().id();
    assert!(block_on(async move { std::thread::current().id() == here }));
    let call = Call::begin(Instant::now() + LONG);
    let other = call.clone();
    std::thread::scope(|scope| {
        scope.spawn(move || other.wake());
        assert_eq!(block_on(wait(&call)), Wake::Woken);
    });
    let soon = Instant::now() + Duration::from_millis(2);
    assert_eq!(block_on(call.wait_until(soon)), Wake::TimedOut);
    assert!(Instant::now() >= soon);
}

#[test]
fn tasks_run_to_their_ends() {
    let scheduler = Scheduler::new(3);
    let (sender, receiver) = mpsc::channel();
    let count = if cfg!(miri) { 20 } else { 2000 };
    for number in 0..count {
        let sender = sender.clone();
        let work = async move {
            let call = Call::begin(Instant::now() + LONG);
            assert!(
                call.sleep_until(Instant::now() + Duration::from_micros(number))
                    .await
            );
            sender.send(number).unwrap();
        };
        scheduler.begin(work).unwrap();
    }
    let mut numbers: Vec<u64> = receiver.iter().take(count as usize).collect();
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(0..count));
    scheduler.close();
}

#[test]
fn no_more_workers_block_than_there_are_connections_and_one() {
    let scheduler = Scheduler::new(2);
    let (at_work, most, done) = (
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicUsize::new(0)),
        Arc::new(AtomicUsize::new(0)),
    );
    let all = Arc::new(Barrier::new(3));
    for _ in 0..30 {
        let (at_work, most, done, all) = (at_work.clone(), most.clone(), done.clone(), all.clone());
        let work = async move {
            blocking(|| {
                most.fetch_max(at_work.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // All three workers come, or this never ends.
                all.wait();
                at_work.fetch_sub(1, Ordering::SeqCst);
            });
            done.fetch_add(1, Ordering::SeqCst);
        };
        scheduler.begin(work).unwrap();
    }
    until(|| done.load(Ordering::SeqCst) == 30);
    assert_eq!(most.load(Ordering::SeqCst), 3);
    scheduler.close();
}

#[test]
fn waiting_tasks_are_woken_while_all_connections_are_in_use() {
    let scheduler = Scheduler::new(1);
    let (call, calls) = mpsc::channel();
    let (ended, ends) = mpsc::channel();
    let waits = async move {
        let own = Call::begin(Instant::now() + LONG);
        call.send((*own).clone()).unwrap();
        ended.send(wait(&own).await).unwrap();
    };
    scheduler.begin(waits).unwrap();
    let call = calls.recv().unwrap();
    let (free, freed) = mpsc::channel::<()>();
    let (begun, has_begun) = mpsc::channel();
    scheduler
        .begin(async move {
            blocking(|| {
                begun.send(()).unwrap();
                let _ = freed.recv();
            })
        })
        .unwrap();
    has_begun.recv().unwrap();
    call.cancel();
    assert_eq!(ends.recv().unwrap(), Wake::Cancelled);
    drop(free);
    scheduler.close();
}

#[test]
fn one_worker_stands_in_for_those_that_the_program_blocks() {
    let scheduler = Scheduler::new(1);
    let both = Arc::new(Barrier::new(3));
    let (ended, ends) = mpsc::channel();
    for _ in 0..2 {
        let (both, ended) = (both.clone(), ended.clone());
        let work = async move {
            lent(move || {
                both.wait();
                ended.send(()).unwrap();
            });
        };
        scheduler.begin(work).unwrap();
    }
    let third = both.clone();
    scheduler
        .begin(async move {
            blocking(|| third.wait());
        })
        .unwrap();
    (0..2).for_each(|_| ends.recv().unwrap());
    scheduler.close();
}

/// Has a callback begin tasks, the next callback's among them, until as many callbacks have run; what the last of the tasks
/// sends, each callback waits for in its own way before it returns.
fn callbacks_begin(
    left: usize,
    scheduler: Arc<Scheduler>,
    wait_for: fn(mpsc::Receiver<()>),
    end: mpsc::Sender<()>,
) {
    let own = scheduler.clone();
    let work = async move {
        lent(move || {
            let (ran, runs) = mpsc::channel();
            for _ in 0..3 {
                let ran = ran.clone();
                own.begin(async move { ran.send(()).unwrap() }).unwrap();
            }
            drop(ran);
            match left {
                0 => end.send(()).unwrap(),
                _ => callbacks_begin(left - 1, own, wait_for, end),
            }
            wait_for(runs);
        });
    };
    scheduler.begin(work).unwrap();
}

#[test]
fn a_call_that_a_callback_begins_runs_while_the_callback_waits_for_it() {
    let waits: fn(mpsc::Receiver<()>) = |runs| assert_eq!(runs.iter().count(), 3);
    let calls: fn(mpsc::Receiver<()>) = |runs| {
        block_on(async {
            // A call that begins in here is the thread's and not the task's.
            let call = Call::begin(Instant::now() + LONG);
            let other = call.clone();
            let waker = std::thread::spawn(move || {
                assert_eq!(runs.iter().count(), 3);
                other.wake();
            });
            assert_eq!(wait(&call).await, Wake::Woken);
            waker.join().unwrap();
        });
    };
    for (wait_for, connections) in [(waits, 1), (waits, 3), (calls, 1), (calls, 3)] {
        let scheduler = Scheduler::new(connections);
        let (end, ended) = mpsc::channel();
        let count = if cfg!(miri) { 5 } else { 200 };
        callbacks_begin(count, scheduler.clone(), wait_for, end);
        ended.recv().unwrap();
        scheduler.close();
        until(|| Arc::strong_count(&scheduler) == 1);
    }
}

#[test]
fn a_task_that_panics_harms_no_other() {
    let scheduler = Scheduler::new(1);
    let (ended, ends) = mpsc::channel();
    scheduler
        .begin(async { std::panic::resume_unwind(Box::new("thrown")) })
        .unwrap();
    scheduler.begin(async move { ended.send(()).unwrap() }).unwrap();
    ends.recv().unwrap();
    scheduler.close();
}

#[test]
fn a_running_task_that_is_woken_runs_again() {
    let scheduler = Scheduler::new(1);
    let (ended, ends) = mpsc::channel();
    let turns = AtomicUsize::new(0);
    let work = async move {
        let task = current().unwrap();
        poll_fn(|_| {
            if turns.fetch_add(1, Ordering::SeqCst) == 3 {
                return Poll::Ready(());
            }
            task.wake();
            task.wake();
            Poll::Pending
        })
        .await;
        ended.send(turns.load(Ordering::SeqCst)).unwrap();
    };
    scheduler.begin(work).unwrap();
    assert_eq!(ends.recv().unwrap(), 4);
    scheduler.close();
}

#[test]
fn a_call_on_a_worker_belongs_to_its_thread_not_to_the_task() {
    let scheduler = Scheduler::new(1);
    let (ended, ends) = mpsc::channel();
    let work = async move {
        let is_task = current().is_some();
        let within = block_on(async { current().is_some() });
        ended.send((is_task, within, current().is_some())).unwrap();
    };
    scheduler.begin(work).unwrap();
    assert_eq!(ends.recv().unwrap(), (true, false, true));
    scheduler.close();
}

#[test]
fn no_wake_up_from_many_threads_is_lost() {
    let scheduler = Scheduler::new(2);
    let (calls, is_over) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
    let (heard, hears) = mpsc::channel();
    for _ in 0..4 {
        let (calls, heard, is_over) = (calls.clone(), heard.clone(), is_over.clone());
        let work = async move {
            let own = Call::begin(Instant::now() + LONG);
            calls.lock().unwrap().push((*own).clone());
            while wait(&own).await == Wake::Woken && !is_over.load(Ordering::SeqCst) {
                heard.send(()).unwrap();
            }
            heard.send(()).unwrap();
        };
        scheduler.begin(work).unwrap();
    }
    until(|| calls.lock().unwrap().len() == 4);
    let calls = calls.lock().unwrap().clone();
    for _ in 0..if cfg!(miri) { 5 } else { 2000 } {
        calls.iter().for_each(|call| call.wake());
        // Each call that was woken sends a message, whether it ran already or was waiting.
        (0..calls.len()).for_each(|_| hears.recv_timeout(LONG).unwrap());
    }
    is_over.store(true, Ordering::SeqCst);
    calls.iter().for_each(|call| call.wake());
    (0..calls.len()).for_each(|_| hears.recv_timeout(LONG).unwrap());
    scheduler.close();
}
