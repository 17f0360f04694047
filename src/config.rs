//! Profiles, token sources and settings, from options, environment and the configuration file.
