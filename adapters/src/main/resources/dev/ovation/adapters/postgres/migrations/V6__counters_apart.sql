-- Where the partitions of counters begin; 0: counters are among registers, as in ledgers that were
-- made before counters had partitions of their own.
INSERT INTO setting(name, number) SELECT 'counters_from', 0 FROM setting WHERE name = 'partitions';
