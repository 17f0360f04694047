//! The Management API: requests, the two generations' JSON shapes, and the only users of reqwest.
