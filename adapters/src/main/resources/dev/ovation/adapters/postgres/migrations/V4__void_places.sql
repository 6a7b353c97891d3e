-- Whether the hot store may hold a place of the partition that counts. Partitions that are here
-- already may have one; new ones begin without.
ALTER TABLE position ADD COLUMN placed boolean NOT NULL DEFAULT true;
ALTER TABLE position ALTER COLUMN placed SET DEFAULT false;
