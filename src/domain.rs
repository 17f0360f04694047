//! What there is: projects, keystores, environments, JWKs, a draft, an update, a deployment. Pure.
