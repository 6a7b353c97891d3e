-- needs: evict view
-- ARGV: run, how many rows a view may have, how many bytes views may have in this bucket,
--       then actor, field and row of each row
--
-- RULE (confirm 2): if loaded: newer version wins; if not: void the fill's lease. A fill under way
-- may have read before this row in either case, so the lease goes always. It is also the first
-- write, which a server out of memory lets pass.
-- RULE (cap): over the cap drop a row AND complete = false in one script; an incomplete view only
-- updates rows it holds.
local HEAD_FIELDS = 4
local rows_max, bytes_max = tonumber(ARGV[2]), tonumber(ARGV[3])

local function resize(view, by)
  redis.call('HINCRBY', view, 'z', by)
  redis.call('HINCRBY', B, 'vb', by)
end

-- One more than the fields of the head are not rows that may go, and some of the others are.
local function drop_a_row(view, keep)
  for _, field in ipairs(redis.call('HRANDFIELD', view, HEAD_FIELDS + 2)) do
    if field ~= keep and string.byte(field) == 64 then
      local row = redis.call('HGET', view, field)
      redis.call('HDEL', view, field)
      redis.call('HSET', view, 'c', 0)
      resize(view, -(ROW_OVERHEAD + #field + #row))
      return
    end
  end
end

for i = 4, #ARGV, 3 do
  local actor, field, row = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local view = view_of(actor)
  redis.call('DEL', lease_of(actor))
  local head = redis.call('HMGET', view, 'r', 'c', field)
  local held = head[3]
  if head[1] == RUN and (held or head[2] == '1') and newer(row, held or '') then
    redis.call('HSET', view, field, row)
    if held then
      resize(view, #row - #held)
    else
      resize(view, ROW_OVERHEAD + #field + #row)
      if redis.call('HLEN', view) - HEAD_FIELDS > rows_max then drop_a_row(view, field) end
    end
  end
end
local evicted = evict_views('', bytes_max)
return { evicted, view_sizes() }
