// Opens the files named after the language server in it, as an editor does, and prints the
// diagnostics of each as a JSON array of messages.
const { spawn } = require("child_process"), { pathToFileURL } = require("url"), fs = require("fs")
const [server, ...files] = process.argv.slice(2)
const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] })
const send = m => { const s = JSON.stringify({ jsonrpc: "2.0", ...m }); child.stdin.write(`Content-Length: ${Buffer.byteLength(s)}\r\n\r\n${s}`) }
const uris = files.map(f => pathToFileURL(f).href), found = {}
let input = Buffer.alloc(0)
const receive = m => {
  if (m.method === "workspace/configuration") return send({ id: m.id, result: m.params.items.map(i => i.section === "yaml" ? { validate: true, schemaStore: { enable: false } } : null) })
  if (m.method && m.id !== undefined) return send({ id: m.id, result: null })
  if (m.id === 1) {
    send({ method: "initialized", params: {} })
    files.forEach((f, i) => send({ method: "textDocument/didOpen", params: { textDocument: { uri: uris[i], languageId: "yaml", version: 1, text: fs.readFileSync(f, "utf8") } } }))
  }
  if (m.method === "textDocument/publishDiagnostics") {
    found[m.params.uri] = m.params.diagnostics.map(d => d.message)
    if (uris.every(u => found[u])) { console.log(JSON.stringify(uris.map(u => found[u]))); child.kill(); process.exit(0) }
  }
}
child.stdout.on("data", data => {
  input = Buffer.concat([input, data])
  for (;;) {
    const end = input.indexOf("\r\n\r\n")
    if (end < 0) return
    const length = Number(/Content-Length: (\d+)/i.exec(input.subarray(0, end))[1])
    if (input.length < end + 4 + length) return
    receive(JSON.parse(input.subarray(end + 4, end + 4 + length)))
    input = input.subarray(end + 4 + length)
  }
})
send({ id: 1, method: "initialize", params: { processId: process.pid, rootUri: null, capabilities: { workspace: { configuration: true } } } })
