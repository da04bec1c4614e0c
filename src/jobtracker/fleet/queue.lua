-- What is due, host by host, and who has what. Each function is one step: it happens whole or not at all.
--
--   due:<host>    sorted set   message -> rank; the lowest is next
--   where         hash         message -> the host whose queue it waits in: a company may move to another
--   ready         sorted set   host -> rank of its next message; hosts of which a company may be taken
--   parked        sorted set   host -> ms; hosts that are let alone until then
--   full          set          hosts of which as many companies are being crawled as may be
--   taken:<host>  set          messages of that host that are being crawled
--   leases        sorted set   message -> ms; whoever has it must say so again before
--   holders       hash         message -> JSON: token, node, host, rank, alone, since
--   shared        hash         message -> how many nodes died while they crawled it with others
--   suspects      hash         message -> JSON: host, rank; two nodes died, so it is crawled with no other beside it
--   deaths        hash         message -> how many nodes died while they crawled nothing else
--   draining      string       name of the node that finishes what it has, to take a suspect
--
-- All names begin with "jobtracker:". Times are this server's own, in milliseconds.

local P = 'jobtracker:'

local function now_ms()
    local t = redis.call('TIME')
    return t[1] * 1000 + math.floor(t[2] / 1000)
end

local function set_ready(host)
    local first = redis.call('ZRANGE', P .. 'due:' .. host, 0, 0, 'WITHSCORES')
    if first[1] then
        redis.call('ZADD', P .. 'ready', first[2], host)
    else
        redis.call('ZREM', P .. 'ready', host)
    end
end

local function park(host, ms)
    redis.call('ZREM', P .. 'ready', host)
    redis.call('ZADD', P .. 'parked', ms, host)
end

local function holder(message)
    local text = redis.call('HGET', P .. 'holders', message)
    return text and cjson.decode(text)
end

local function lease(message, host, rank, alone, node, token, lasts)
    local now = now_ms()
    redis.call('ZADD', P .. 'leases', now + lasts, message)
    redis.call('SADD', P .. 'taken:' .. host, message)
    local text = cjson.encode({
        token = token, node = node, host = host, rank = rank, alone = alone, since = now,
    })
    redis.call('HSET', P .. 'holders', message, text)
    return text
end

local function let_go(message, host)
    redis.call('ZREM', P .. 'leases', message)
    redis.call('HDEL', P .. 'holders', message)
    redis.call('SREM', P .. 'taken:' .. host, message)
    if redis.call('SREM', P .. 'full', host) == 1 then
        set_ready(host)
    end
end

local function remove(host, message)
    redis.call('ZREM', P .. 'due:' .. host, message)
    redis.call('HDEL', P .. 'where', message)
end

local function put(host, message, rank)
    local before = redis.call('HGET', P .. 'where', message)
    if before and before ~= host then
        redis.call('ZREM', P .. 'due:' .. before, message)
    end
    redis.call('HSET', P .. 'where', message, host)
    redis.call('ZADD', P .. 'due:' .. host, rank, message)
    if not redis.call('ZSCORE', P .. 'parked', host) and redis.call('SISMEMBER', P .. 'full', host) == 0 then
        set_ready(host)
    end
end

local function forget_deaths(message)
    redis.call('HDEL', P .. 'deaths', message)
    redis.call('HDEL', P .. 'shared', message)
end

-- ARGV: host, message, rank, ... : what is due. What is being crawled, or waits as a suspect, is passed over.
local function offer(_, args)
    local added = 0
    for i = 1, #args, 3 do
        local host, message, rank = args[i], args[i + 1], args[i + 2]
        local busy = redis.call('ZSCORE', P .. 'leases', message)
            or redis.call('HEXISTS', P .. 'suspects', message) == 1
        if not busy then
            local old = redis.call('ZSCORE', P .. 'due:' .. host, message)
            if not old or tonumber(old) ~= tonumber(rank) then
                put(host, message, rank)
                added = added + (old and 0 or 1)
            end
        end
    end
    return added
end

-- When to look at a host again that is let alone now, in ms, or 0; and whether it would be a probe of one that was off.
local function away_until(host, now)
    local known = redis.call('HMGET', P .. 'host:' .. host, 'paused_until', 'off_until', 'probe_until')
    local paused, off, probed = tonumber(known[1]) or 0, tonumber(known[2]) or 0, tonumber(known[3]) or 0
    if math.max(paused, off) > now then
        return math.max(paused, off), false
    end
    if off > 0 and probed > now then
        return now + 2000, false
    end
    return 0, off > 0
end

local function probe(host, message, now)
    local ok, read = pcall(cjson.decode, message)
    local slug = ok and type(read) == 'table' and tostring(read.company) or ''
    redis.call('HSET', P .. 'host:' .. host, 'probe', slug, 'probe_until', now + 300000)
end

local function take_suspect(node, token, lasts, now)
    for _, message in ipairs(redis.call('HKEYS', P .. 'suspects')) do
        local about = cjson.decode(redis.call('HGET', P .. 'suspects', message))
        local away, probes = away_until(about.host, now)
        if away == 0 then
            redis.call('HDEL', P .. 'suspects', message)
            if probes then
                probe(about.host, message, now)
            end
            return message, lease(message, about.host, about.rank, true, node, token, lasts)
        end
    end
end

local function next_of(host, group)
    local found
    if group == '' then
        found = redis.call('ZRANGE', P .. 'due:' .. host, 0, 0, 'WITHSCORES')
    else
        found = redis.call('ZINTER', 2, P .. 'due:' .. host, group, 'WEIGHTS', 1, 0, 'WITHSCORES')
    end
    return found[1], found[2]
end

-- A host that was full when a lease of it was lost with this server's data would stay so for ever.
local function recheck_full(most)
    for _, host in ipairs(redis.call('SRANDMEMBER', P .. 'full', 20)) do
        for _, message in ipairs(redis.call('SMEMBERS', P .. 'taken:' .. host)) do
            local held = holder(message)
            if not held or held.host ~= host then
                redis.call('SREM', P .. 'taken:' .. host, message)
            end
        end
        if redis.call('SCARD', P .. 'taken:' .. host) < most then
            redis.call('SREM', P .. 'full', host)
            set_ready(host)
        end
    end
end

-- ARGV: node, token, how many, how many the node has, most of a host, a lease's ms, key of a set of messages or ''.
-- Answers {state, message, holder's JSON, ...}; state: taken, drain, wait, empty.
local function take(_, args)
    local node, token, count, busy = args[1], args[2], tonumber(args[3]), tonumber(args[4])
    local most, lasts, group = tonumber(args[5]), tonumber(args[6]), args[7]
    local now = now_ms()
    if group == '' and redis.call('HLEN', P .. 'suspects') > 0 then
        if busy == 0 then
            local message, text = take_suspect(node, token, lasts, now)
            if message then
                return { 'taken', message, text }
            end
        elseif redis.call('SET', P .. 'draining', node, 'NX', 'PX', 60000)
            or redis.call('GET', P .. 'draining') == node then
            return { 'drain' }
        end
    end
    for _, host in ipairs(redis.call('ZRANGEBYSCORE', P .. 'parked', '-inf', now, 'LIMIT', 0, 100)) do
        redis.call('ZREM', P .. 'parked', host)
        set_ready(host)
    end
    recheck_full(most)
    local out, skipped = { 'taken' }, 0
    while #out < 2 * count do
        local host = redis.call('ZRANGE', P .. 'ready', skipped, skipped)[1]
        if not host then
            break
        end
        local away, probes = away_until(host, now)
        local message, rank = next_of(host, group)
        if away > 0 then
            park(host, away)
        elseif redis.call('SCARD', P .. 'taken:' .. host) >= most then
            redis.call('ZREM', P .. 'ready', host)
            redis.call('SADD', P .. 'full', host)
        elseif message and redis.call('HEXISTS', P .. 'holders', message) == 1 then
            remove(host, message) -- it was put here past `offer`: who has it will bring it to its end
            set_ready(host)
        elseif message then
            remove(host, message)
            if probes then
                probe(host, message, now)
            end
            out[#out + 1] = message
            out[#out + 1] = lease(message, host, tonumber(rank), false, node, token, lasts)
            set_ready(host)
        else
            skipped = skipped + 1
        end
    end
    if #out == 1 then
        local waits = redis.call('SCARD', P .. 'full') > 0
        out[1] = waits and 'wait' or 'empty'
    end
    return out
end

-- ARGV: message, host, rank, node, token, a lease's ms. By hand: answers '' or the holder's JSON.
local function seize(_, args)
    local message, host = args[1], args[2]
    local held = redis.call('HGET', P .. 'holders', message)
    if held then
        return held
    end
    remove(host, message)
    redis.call('HDEL', P .. 'suspects', message)
    set_ready(host)
    lease(message, host, tonumber(args[3]), false, args[4], args[5], tonumber(args[6]))
    return ''
end

-- ARGV: a lease's ms, then message, host, rank, alone, node, token, ... Answers the messages that are another's now.
-- A lease that nobody has (this server has lost its data) is taken anew.
local function beat(_, args)
    local lasts, now, lost = tonumber(args[1]), now_ms(), {}
    for i = 2, #args, 6 do
        local message = args[i]
        local held = holder(message)
        if not held and redis.call('HEXISTS', P .. 'suspects', message) == 0 then
            remove(args[i + 1], message)
            lease(message, args[i + 1], tonumber(args[i + 2]), args[i + 3] == '1', args[i + 4], args[i + 5], lasts)
        elseif held and held.token == args[i + 5] then
            redis.call('ZADD', P .. 'leases', now + lasts, message)
        else
            lost[#lost + 1] = message
        end
    end
    return lost
end

-- ARGV: message, token.
local function release(_, args)
    local held = holder(args[1])
    if not held or held.token ~= args[2] then
        return 0
    end
    let_go(args[1], held.host)
    forget_deaths(args[1])
    return 1
end

-- Answers message, holder's JSON, ... of the leases that are over.
local function lost()
    local out = {}
    for _, message in ipairs(redis.call('ZRANGEBYSCORE', P .. 'leases', '-inf', now_ms(), 'LIMIT', 0, 1000)) do
        out[#out + 1] = message
        out[#out + 1] = redis.call('HGET', P .. 'holders', message) or ''
    end
    return out
end

-- ARGV: message, token, what: retry, done. Only while that lease is still the one that is over.
-- Answers how many nodes have died over it alone (-1: somebody else has settled it), and 1 if it is crawled alone now.
local function settle(_, args)
    local message, token, what = args[1], args[2], args[3]
    local until_ms, held = redis.call('ZSCORE', P .. 'leases', message), holder(message)
    if not until_ms or tonumber(until_ms) > now_ms() then
        return { -1, 0 }
    end
    if not held then
        redis.call('ZREM', P .. 'leases', message)
        return { 0, 0 }
    end
    if held.token ~= token then
        return { -1, 0 }
    end
    let_go(message, held.host)
    if what == 'done' then
        forget_deaths(message)
        return { 0, 0 }
    end
    if not held.alone and redis.call('HINCRBY', P .. 'shared', message, 1) == 1 then
        put(held.host, message, held.rank)
        return { 0, 0 }
    end
    local deaths = held.alone and redis.call('HINCRBY', P .. 'deaths', message, 1) or 0
    redis.call('HSET', P .. 'suspects', message, cjson.encode({ host = held.host, rank = held.rank }))
    return { deaths, 1 }
end

-- ARGV: message, host. It is due no more, whatever becomes of it.
local function withdraw(_, args)
    remove(args[2], args[1])
    redis.call('HDEL', P .. 'suspects', args[1])
    forget_deaths(args[1])
    set_ready(args[2])
    return 1
end
