-- A batch of these tables is larger than the 10 MiB from which a part has two files for every column. Making files is a
-- quarter of an insert's work, and parts this small are merged soon.

ALTER TABLE event {on_cluster} MODIFY SETTING min_bytes_for_wide_part = 67108864;
ALTER TABLE movement {on_cluster} MODIFY SETTING min_bytes_for_wide_part = 67108864;
