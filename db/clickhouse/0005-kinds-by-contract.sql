-- An event's kind begins with that of its contract. It is the first column of the order, which nothing can change: each
-- network finds fewer facts than its cursor counted, and is projected again from its first block.

TRUNCATE TABLE event {on_cluster};
