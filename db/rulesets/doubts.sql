-- Unstakes of which nothing says which stake they withdrew. domain.md §2, trap 4
-- with: stakes
doubts as (
  select owner, block, index from withdrawn where doubt
)
select owner, block, index from doubts order by block, owner
