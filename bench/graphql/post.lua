-- For wrk: posts the file that its argument names.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
function init(args)
  local file = assert(io.open(args[1], "r"))
  wrk.body = file:read("*a")
  file:close()
end
