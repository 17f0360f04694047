//! What is inside a keystore file. Pure.
