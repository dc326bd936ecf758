-- The atomic operations of `store.Store`, run inside Valkey.
-- ARGV[1] names the operation; lists of fields are JSON, with null for a missing field.

local operations = {}

local function value_of(shelf, field)
  return redis.call('HGET', shelf, field) or cjson.null
end

local function number(shelf, field)
  return tonumber(redis.call('HGET', shelf, field) or '0')
end

-- A limit is its field, most, window and lasts, from position `at` of ARGV.
local function count(shelf, at)
  local window, counted = string.match(redis.call('HGET', shelf, ARGV[at]) or '', '^(%d+) (%d+)$')
  return window == ARGV[at + 2] and tonumber(counted) or 0
end

local function is_reached(shelf, at)
  return count(shelf, at) >= tonumber(ARGV[at + 1])
end

-- A shelf created by counting expires.
local function count_up(shelf, at)
  local lasts = tonumber(ARGV[at + 3])
  redis.call('HSET', shelf, ARGV[at], ARGV[at + 2] .. ' ' .. (count(shelf, at) + 1))
  if lasts > 0 and redis.call('TTL', shelf) < 0 then
    redis.call('EXPIRE', shelf, lasts)
  end
end

-- KEYS: the index, and the shelves. ARGV: now, ends, whole seconds between them, most; fields of each shelf.
function operations.create()
  local index, lasts = KEYS[1], tonumber(ARGV[4])
  if redis.call('EXISTS', KEYS[2]) == 1 then
    return 'taken'
  end
  if redis.call('ZCOUNT', index, '(' .. ARGV[2], '+inf') >= tonumber(ARGV[5]) then
    return 'full'
  end
  for i = 2, #KEYS do
    redis.call('HSET', KEYS[i], unpack(cjson.decode(ARGV[4 + i])))
    redis.call('EXPIRE', KEYS[i], lasts)
  end
  redis.call('ZADD', index, ARGV[3], KEYS[2])
  redis.call('ZREMRANGEBYSCORE', index, '-inf', ARGV[2]) -- not first: a full server looks at a script's first change only
  if redis.call('TTL', index) < lasts then
    redis.call('EXPIRE', index, lasts)
  end
  return 'made'
end

-- KEYS: the shelf, and the shelves that count misses. ARGV: fields, and the limits.
function operations.find()
  for i = 2, #KEYS do
    if is_reached(KEYS[i], 4 * i - 5) then
      return false
    end
  end
  if redis.call('EXISTS', KEYS[1]) == 0 then
    for i = 2, #KEYS do
      count_up(KEYS[i], 4 * i - 5)
    end
  end
  return redis.call('HMGET', KEYS[1], unpack(cjson.decode(ARGV[2])))
end

-- KEYS: the shelf. ARGV: pairs of fields and their expected values, and pairs of fields and new values.
function operations.write()
  if redis.call('EXISTS', KEYS[1]) == 0 then
    return 0
  end
  for _, pair in ipairs(cjson.decode(ARGV[2])) do
    if value_of(KEYS[1], pair[1]) ~= pair[2] then
      return 0
    end
  end
  for _, pair in ipairs(cjson.decode(ARGV[3])) do
    if pair[2] == cjson.null then
      redis.call('HDEL', KEYS[1], pair[1])
    else
      redis.call('HSET', KEYS[1], pair[1], pair[2])
    end
  end
  return 1
end

-- KEYS: the shelf. ARGV: kind, value, most.
function operations.add()
  if redis.call('EXISTS', KEYS[1]) == 0 then
    return -1
  end
  if number(KEYS[1], ARGV[2] .. '.here') >= tonumber(ARGV[4]) then
    return 0
  end
  local new = redis.call('HINCRBY', KEYS[1], ARGV[2] .. '.last', 1)
  redis.call('HINCRBY', KEYS[1], ARGV[2] .. '.here', 1)
  redis.call('HSET', KEYS[1], ARGV[2] .. ':' .. new, ARGV[3])
  return new
end

-- KEYS: the shelf. ARGV: kind, number, other fields to delete.
function operations.drop()
  if redis.call('HDEL', KEYS[1], ARGV[2] .. ':' .. ARGV[3]) == 0 then
    return 0
  end
  redis.call('HINCRBY', KEYS[1], ARGV[2] .. '.here', -1)
  for _, field in ipairs(cjson.decode(ARGV[4])) do
    redis.call('HDEL', KEYS[1], field)
  end
  return 1
end

-- KEYS: the shelf. ARGV: a limit.
function operations.take()
  if ARGV[5] == '0' and redis.call('EXISTS', KEYS[1]) == 0 then
    return 0
  end
  if is_reached(KEYS[1], 2) then
    return 0
  end
  count_up(KEYS[1], 2)
  return 1
end

return operations[ARGV[1]]()
