//! Which keystore.

/// Where a keystore is: what backups, drafts, locks and the journal are kept by. Names as the server
/// has them; case counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The address of the gateway's Management API, `https://gateway.example.com/apiops/`.
    pub gateway: String,
    pub project: String,
    /// The keystore's name, its only identity on the first generation of the API.
    pub keystore: String,
}

impl Place {
    /// The keystore of this name in the project of a gateway.
    pub fn new(gateway: &str, project: &str, keystore: &str) -> Self {
        Self { gateway: gateway.into(), project: project.into(), keystore: keystore.into() }
    }
}
