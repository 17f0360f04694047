//! The client over real HTTP: against a mock server where answers matter, and against hand-written
//! TCP servers where faults do. Nothing here waits for time to pass.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "api/echoes.rs"]
mod echoes;
#[path = "api/fault.rs"]
mod fault;
#[path = "api/faults.rs"]
mod faults;
#[path = "api/gateway.rs"]
mod gateway;
#[path = "api/http2.rs"]
mod http2;
#[path = "api/machine.rs"]
mod machine;
#[path = "api/reading.rs"]
mod reading;
#[path = "api/refusals.rs"]
mod refusals;
#[path = "api/retries.rs"]
mod retries;
#[path = "api/support.rs"]
mod support;
#[path = "api/tls.rs"]
mod tls;
#[path = "api/writing.rs"]
mod writing;
