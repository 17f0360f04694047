//! The embedded demo gateway: a real HTTP server on loopback, stateful and strict.
