//! In which order the keystores are listed. Worked out when the list, what is known of its files, or
//! the wish changes, and kept: there may be 10,000 of them, and the list is asked for with every key.

use std::sync::Arc;

use crate::{
    app::{expiry::Expiry, model::Model},
    domain::keystore::Keystore,
};

/// By what the keystores are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// As the server lists them.
    #[default]
    Listed,
    /// The worst environment's expiry, the worst first.
    Expiry,
    /// The name, upper and lower case alike.
    Name,
}

impl Sort {
    /// What the key that sorts goes on to.
    pub fn next(self) -> Self {
        match self {
            Self::Listed => Self::Expiry,
            Self::Expiry => Self::Name,
            Self::Name => Self::Listed,
        }
    }

    /// For the list's title; empty for the server's own order.
    pub fn words(self) -> &'static str {
        match self {
            Self::Listed => "",
            Self::Expiry => "by expiry",
            Self::Name => "by name",
        }
    }
}

/// How long a keystore's worst environment is good.
pub fn expiry(model: &Model, keystore: &Keystore) -> Expiry {
    Expiry::of_keystore(&model.vault, keystore, model.now, model.soon())
}

/// The order of one list of keystores.
#[derive(Clone, Debug, Default)]
pub struct Order {
    sort: Sort,
    /// Places in the server's list, in our order; empty for the server's own.
    places: Vec<usize>,
}

impl Order {
    /// Works the order of a project's keystores out.
    pub fn of(model: &Model, project: &str, sort: Sort) -> Self {
        let keystores = model.catalog.keystores(project);
        let mut places: Vec<usize> = (0..keystores.len()).collect();
        let (now, soon) = (model.now, model.soon());
        let name = |place: usize| keystores.get(place).map(|keystore| keystore.name().to_lowercase());
        match sort {
            Sort::Listed => places.clear(),
            Sort::Name => places.sort_by_cached_key(|&place| name(place)),
            Sort::Expiry => places.sort_by_cached_key(|&place| {
                (keystores.get(place).map(|keystore| expiry(model, keystore).rank(now, soon)), name(place))
            }),
        }
        Self { sort, places }
    }

    /// By what it sorts.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// The keystores in this order; in their own where it was worked out for another list.
    pub fn apply<'a>(&self, keystores: &'a [Arc<Keystore>]) -> Vec<&'a Arc<Keystore>> {
        let sorted: Vec<_> = self.places.iter().filter_map(|&place| keystores.get(place)).collect();
        if sorted.len() == keystores.len() { sorted } else { keystores.iter().collect() }
    }
}
