//! A map from small numbers to things whose clone costs nothing: clones share all that neither has changed since.

use std::sync::Arc;

const BITS: u32 = 5;
const WIDTH: usize = 1 << BITS;

/// A persistent map from `u32` keys, ordered by key; made for keys that are dense.
#[derive(Clone, Debug)]
pub(super) struct Table<T> {
    root: Option<Arc<Node<T>>>,
    /// How many levels of branches lie above the leaves.
    height: u32,
    len: usize,
}

#[derive(Clone, Debug)]
enum Node<T> {
    Branch([Option<Arc<Node<T>>>; WIDTH]),
    Leaf([Option<Arc<T>>; WIDTH]),
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { root: None, height: 0, len: 0 }
    }
}

impl<T: Clone> Table<T> {
    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The entry under a key.
    pub fn get(&self, key: u32) -> Option<&T> {
        if !self.reaches(key) {
            return None;
        }
        let mut node = self.root.as_deref()?;
        let mut level = self.height;
        loop {
            let slot = slot(key, level);
            match node {
                Node::Branch(children) => node = children[slot].as_deref()?,
                Node::Leaf(entries) => return entries[slot].as_deref(),
            }
            level = level.saturating_sub(1);
        }
    }

    /// Whether there is an entry under a key.
    pub fn contains(&self, key: u32) -> bool {
        self.get(key).is_some()
    }

    /// The entry under a key, to be changed; what a clone shares is copied first.
    pub fn get_mut(&mut self, key: u32) -> Option<&mut T> {
        if !self.contains(key) {
            return None;
        }
        let mut node = Arc::make_mut(self.root.as_mut()?);
        let mut level = self.height;
        loop {
            let slot = slot(key, level);
            match node {
                Node::Branch(children) => node = Arc::make_mut(children[slot].as_mut()?),
                Node::Leaf(entries) => return entries[slot].as_mut().map(Arc::make_mut),
            }
            level = level.saturating_sub(1);
        }
    }

    /// Puts an entry under a key, in place of the one that was there.
    pub fn insert(&mut self, key: u32, value: T) {
        while !self.reaches(key) {
            if let Some(root) = self.root.take() {
                let mut children = [const { None }; WIDTH];
                children[0] = Some(root);
                self.root = Some(Arc::new(Node::Branch(children)));
            }
            self.height += 1;
        }
        let mut level = self.height;
        let mut place = &mut self.root;
        loop {
            let node = place.get_or_insert_with(|| Arc::new(Node::empty(level)));
            match Arc::make_mut(node) {
                Node::Branch(children) => place = &mut children[slot(key, level)],
                Node::Leaf(entries) => {
                    if entries[slot(key, level)].replace(Arc::new(value)).is_none() {
                        self.len += 1;
                    }
                    return;
                }
            }
            level = level.saturating_sub(1);
        }
    }

    /// Takes the entry under a key away.
    pub fn remove(&mut self, key: u32) {
        if self.contains(key) {
            self.len -= 1;
            prune(&mut self.root, key, self.height);
        }
    }

    /// The entries from a key on, in order of keys.
    pub fn iter_from(&self, key: u32) -> impl Iterator<Item = (u32, &T)> {
        let mut next = self.at_or_after(key);
        std::iter::from_fn(move || {
            let found = next?;
            next = found.0.checked_add(1).and_then(|key| self.at_or_after(key));
            Some(found)
        })
    }

    /// All entries, in order of keys.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.iter_from(0)
    }

    fn at_or_after(&self, key: u32) -> Option<(u32, &T)> {
        if !self.reaches(key) {
            return None;
        }
        first(self.root.as_deref()?, key, 0, self.height)
    }

    fn reaches(&self, key: u32) -> bool {
        let bits = BITS * (self.height + 1);
        bits >= u32::BITS || key >> bits == 0
    }
}

impl<T> Node<T> {
    fn empty(level: u32) -> Node<T> {
        if level == 0 { Node::Leaf([const { None }; WIDTH]) } else { Node::Branch([const { None }; WIDTH]) }
    }
}

fn slot(key: u32, level: u32) -> usize {
    (key >> (BITS * level)) as usize & (WIDTH - 1)
}

/// The first entry of a node whose key is at least `key`; `prefix` holds the key's bits above the node.
fn first<T>(node: &Node<T>, key: u32, prefix: u32, level: u32) -> Option<(u32, &T)> {
    let from = slot(key, level);
    let key_of = |slot: usize| prefix | (slot as u32) << (BITS * level);
    match node {
        Node::Leaf(entries) => (from..WIDTH).find_map(|at| Some((key_of(at), entries[at].as_deref()?))),
        Node::Branch(children) => (from..WIDTH).find_map(|at| {
            let lowest = if at == from { key } else { key_of(at) };
            first(children[at].as_deref()?, lowest, key_of(at), level - 1)
        }),
    }
}

/// Takes a key out of a node, and the node away where nothing is left in it.
fn prune<T: Clone>(place: &mut Option<Arc<Node<T>>>, key: u32, level: u32) {
    let Some(node) = place else { return };
    let empty = match Arc::make_mut(node) {
        Node::Leaf(entries) => {
            entries[slot(key, level)] = None;
            entries.iter().all(Option::is_none)
        }
        Node::Branch(children) => {
            prune(&mut children[slot(key, level)], key, level - 1);
            children.iter().all(Option::is_none)
        }
    };
    if empty {
        *place = None;
    }
}

impl<T: PartialEq + Clone> PartialEq for Table<T> {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len
            && match (&self.root, &other.root) {
                (Some(mine), Some(theirs)) if self.height == other.height => equal(mine, theirs),
                _ => self.iter().eq(other.iter()),
            }
    }
}

fn equal<T: PartialEq>(mine: &Arc<Node<T>>, theirs: &Arc<Node<T>>) -> bool {
    if Arc::ptr_eq(mine, theirs) {
        return true;
    }
    match (&**mine, &**theirs) {
        (Node::Leaf(mine), Node::Leaf(theirs)) => mine.iter().zip(theirs).all(|pair| match pair {
            (Some(mine), Some(theirs)) => Arc::ptr_eq(mine, theirs) || mine == theirs,
            (mine, theirs) => mine.is_none() && theirs.is_none(),
        }),
        (Node::Branch(mine), Node::Branch(theirs)) => mine.iter().zip(theirs).all(|pair| match pair {
            (Some(mine), Some(theirs)) => equal(mine, theirs),
            (mine, theirs) => mine.is_none() && theirs.is_none(),
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_clone_keeps_what_was_there_when_the_original_changes() {
        let mut table = Table::default();
        for key in 0..5000 {
            table.insert(key, key);
        }
        let before = table.clone();
        *table.get_mut(4321).expect("is there") = 0;
        table.remove(17);
        assert_eq!((before.get(4321), before.get(17)), (Some(&4321), Some(&17)));
        assert_eq!((table.get(4321), table.get(17)), (Some(&0), None));
        assert_ne!(before, table);
    }

    #[test]
    fn the_largest_key_is_a_key_like_any_other() {
        let mut table = Table::default();
        table.insert(3, 'a');
        table.insert(u32::MAX, 'b');
        assert_eq!(table.iter().collect::<Vec<_>>(), [(3, &'a'), (u32::MAX, &'b')]);
        table.remove(u32::MAX);
        let mut small = Table::default();
        small.insert(3, 'a');
        assert_eq!(table, small);
    }

    proptest! {
        #[test]
        fn it_holds_what_an_ordinary_map_holds(acts in prop::collection::vec((0u32..3000, any::<bool>()), 0..400)) {
            let mut table = Table::default();
            let mut map = BTreeMap::new();
            for (number, (key, put)) in acts.into_iter().enumerate() {
                if put {
                    table.insert(key, number);
                    map.insert(key, number);
                } else {
                    table.remove(key);
                    map.remove(&key);
                }
            }
            prop_assert_eq!(table.len(), map.len());
            prop_assert!(table.iter().map(|(key, value)| (key, *value)).eq(map.iter().map(|(k, v)| (*k, *v))));
            prop_assert!(table.iter_from(1500).map(|(key, _)| key).eq(map.range(1500..).map(|(key, _)| *key)));
        }
    }
}
