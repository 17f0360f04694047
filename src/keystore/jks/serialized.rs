//! Passes over a serialized Java object (Java Object Serialization Specification, 6.4), to find where it
//! ends: a secret key in a JCEKS is a `SealedObject` without a length before it. Nothing is made of what is
//! read but the layout of its classes.

use super::input::Input;
use crate::keystore::error::OpenError;

/// What one object may consist of: values, fields, classes. A sealed key has about thirty; the JDK takes
/// no other objects (`jceks.key.serialFilter`).
const MAX_PARTS: usize = 1_000;

/// How deep values may lie within each other.
const MAX_DEPTH: usize = 16;

/// What the first reference is called.
const FIRST_HANDLE: u32 = 0x7E_0000;

const WHAT: &str = "its secret key";

/// Passes over one object with its stream's header.
pub fn skip(input: &mut Input<'_>) -> Result<(), OpenError> {
    if input.number(WHAT)? != 0xACED_0005 {
        return Err(input.damaged("its secret key isn't a serialized object"));
    }
    Stream { input, handles: Vec::new(), classes: Vec::new(), parts: MAX_PARTS }.value(MAX_DEPTH)
}

struct Stream<'s, 'a> {
    input: &'s mut Input<'a>,
    /// What can be referred to: classes by their place in `classes`, anything else by nothing.
    handles: Vec<Option<usize>>,
    classes: Vec<Class>,
    /// How many parts are still granted.
    parts: usize,
}

/// The layout of a class's objects.
#[derive(Clone)]
struct Class {
    /// The type of an array's elements: the second character of its name.
    elements: Option<u8>,
    flags: u8,
    /// The first character of each field's type.
    fields: Vec<u8>,
    parent: Option<usize>,
}

const WRITES_MORE: u8 = 1;
const IS_SERIALIZABLE: u8 = 2;
const IS_EXTERNALIZABLE: u8 = 4;
const WRITES_BLOCKS: u8 = 8;

impl Stream<'_, '_> {
    fn value(&mut self, depth: usize) -> Result<(), OpenError> {
        let tag = self.input.byte(WHAT)?;
        self.tagged(tag, depth)
    }

    /// One value whose tag has been read.
    fn tagged(&mut self, tag: u8, depth: usize) -> Result<(), OpenError> {
        self.count()?;
        let depth = depth.checked_sub(1).ok_or_else(|| self.unusual())?;
        match tag {
            0x70 => {}
            0x71 => {
                self.reference()?;
            }
            0x72 => {
                self.new_class(depth)?;
            }
            0x73 => {
                let class = self.class(depth)?;
                self.handles.push(None);
                self.object(class, depth)?;
            }
            0x74 => {
                self.handles.push(None);
                let length = self.input.short(WHAT)?;
                self.input.take(length.into(), WHAT)?;
            }
            0x75 => {
                let class = self.class(depth)?;
                self.handles.push(None);
                let elements = class.and_then(|class| self.classes.get(class)?.elements);
                let count = self.input.number(WHAT)?;
                match elements.and_then(size_of) {
                    Some(size) => {
                        let bytes = usize::try_from(count).ok().and_then(|count| count.checked_mul(size));
                        self.input.take(bytes.unwrap_or(usize::MAX), WHAT)?;
                    }
                    None if matches!(elements, Some(b'L' | b'[')) => {
                        for _ in 0..count {
                            self.value(depth)?;
                        }
                    }
                    None => return Err(self.unusual()),
                }
            }
            0x77 => {
                let length = self.input.byte(WHAT)?;
                self.input.take(length.into(), WHAT)?;
            }
            0x7A => {
                self.input.counted(WHAT)?;
            }
            0x7E => {
                self.class(depth)?;
                self.handles.push(None);
                self.value(depth)?;
            }
            // Classes as values, resets, exceptions, proxies, texts over 64 KiB: in no sealed key.
            _ => return Err(self.unusual()),
        }
        Ok(())
    }

    /// The description of a class; `None` for null.
    fn class(&mut self, depth: usize) -> Result<Option<usize>, OpenError> {
        self.count()?;
        match self.input.byte(WHAT)? {
            0x70 => Ok(None),
            0x71 => match self.reference()? {
                Some(class) => Ok(Some(class)),
                None => Err(self.unusual()),
            },
            0x72 => self.new_class(depth).map(Some),
            _ => Err(self.unusual()),
        }
    }

    fn new_class(&mut self, depth: usize) -> Result<usize, OpenError> {
        let depth = depth.checked_sub(1).ok_or_else(|| self.unusual())?;
        let name = self.input.short(WHAT)?;
        let name = self.input.take(name.into(), WHAT)?;
        let elements = match name {
            [b'[', element, ..] => Some(*element),
            _ => None,
        };
        self.input.long(WHAT)?;
        let place = self.classes.len();
        self.handles.push(Some(place));
        let flags = self.input.byte(WHAT)?;
        self.classes.push(Class { elements, flags, fields: Vec::new(), parent: None });
        let mut fields = Vec::new();
        for _ in 0..self.input.short(WHAT)? {
            self.count()?;
            let kind = self.input.byte(WHAT)?;
            let name = self.input.short(WHAT)?;
            self.input.take(name.into(), WHAT)?;
            if matches!(kind, b'L' | b'[') {
                self.value(depth)?;
            }
            fields.push(kind);
        }
        self.annotation(depth)?;
        let parent = self.class(depth)?;
        if let Some(class) = self.classes.get_mut(place) {
            *class = Class { elements, flags, fields, parent };
        }
        Ok(place)
    }

    /// The data of an object, from the topmost class down. A class that is made its own ancestor runs
    /// out of parts.
    fn object(&mut self, class: Option<usize>, depth: usize) -> Result<(), OpenError> {
        let mut lineage = Vec::new();
        let mut next = class;
        while let Some(class) = next.and_then(|place| self.classes.get(place).cloned()) {
            self.count()?;
            next = class.parent;
            lineage.push(class);
        }
        for class in lineage.iter().rev() {
            if class.flags & IS_SERIALIZABLE != 0 {
                for field in &class.fields {
                    self.count()?;
                    match size_of(*field) {
                        Some(size) => {
                            self.input.take(size, WHAT)?;
                        }
                        None => self.value(depth)?,
                    }
                }
                if class.flags & WRITES_MORE != 0 {
                    self.annotation(depth)?;
                }
            } else if class.flags & IS_EXTERNALIZABLE != 0 {
                if class.flags & WRITES_BLOCKS == 0 {
                    return Err(self.unusual());
                }
                self.annotation(depth)?;
            }
        }
        Ok(())
    }

    /// Values up to an end mark.
    fn annotation(&mut self, depth: usize) -> Result<(), OpenError> {
        loop {
            match self.input.byte(WHAT)? {
                0x78 => return Ok(()),
                tag => self.tagged(tag, depth)?,
            }
        }
    }

    /// What a reference refers to, if that is a class.
    fn reference(&mut self) -> Result<Option<usize>, OpenError> {
        let handle = self.input.number(WHAT)?.checked_sub(FIRST_HANDLE);
        let place = handle.and_then(|handle| usize::try_from(handle).ok());
        match place.and_then(|place| self.handles.get(place)) {
            Some(class) => Ok(*class),
            None => Err(self.unusual()),
        }
    }

    fn count(&mut self) -> Result<(), OpenError> {
        self.parts = self.parts.checked_sub(1).ok_or_else(|| self.unusual())?;
        Ok(())
    }

    fn unusual(&self) -> OpenError {
        self.input.damaged("its secret key isn't sealed as Java seals it")
    }
}

/// The bytes of a value of a primitive type; `None` for objects.
fn size_of(kind: u8) -> Option<usize> {
    match kind {
        b'B' | b'Z' => Some(1),
        b'C' | b'S' => Some(2),
        b'F' | b'I' => Some(4),
        b'D' | b'J' => Some(8),
        _ => None,
    }
}
