-- A transfer's event is no longer kept beside its movement. Each network finds fewer facts than its cursor counted, and
-- is projected again from its first block.

TRUNCATE TABLE event {on_cluster};
