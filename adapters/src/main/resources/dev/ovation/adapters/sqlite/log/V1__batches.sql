CREATE TABLE setting(
  name   TEXT PRIMARY KEY,
  number INTEGER NOT NULL
) WITHOUT ROWID;

-- Each row covers the offsets (after_offset, last_offset] of a partition without a gap to the row
-- before it, also once compaction has taken records out of it. Appending is always at the end of
-- the tree, which is why the key is one number.
CREATE TABLE batch(
  id           INTEGER PRIMARY KEY, -- partition << 48 | last_offset
  after_offset INTEGER NOT NULL,
  created_ms   INTEGER NOT NULL,
  crc          INTEGER NOT NULL,    -- CRC-32C of id, after_offset, created_ms and body
  body         BLOB NOT NULL        -- records: u32 offset - after_offset, u16 bytes, an encoded event
);
