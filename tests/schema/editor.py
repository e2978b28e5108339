"""The schema of a scenario in a language server for TOML, whose program is the argument: run by scripts/test-schema."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
SCHEMA = PROJECT / "schema" / "scenario.schema.json"
TEMPLATE = PROJECT / "src" / "cli" / "new" / "template.toml"

RIGHT = """#:schema {schema}
duration = "1m"

[region]
name = "us-east-1"
scaling = "per-function"

[[functions]]
name = "checkout"
service_time = "100ms"
"""

# What is wrong, what stands in its place, the line where it is (from 1), and what is said.
WRONG = [
    ("a word where a number belongs", 'duration = "1m"', 'seed = "x"\nduration = "1m"', 2, "Integer"),
    ("a key that there is not", 'name = "checkout"', 'name = "checkout"\nmemry = "1 GB"', 10, "memry"),
    ("a word that is none of those", '"per-function"', '"per-functon"', 6, "per-functon"),
]


def fail(words):
    sys.exit(f"scripts/test-schema: {words}")


def lint(tombi, paths):
    """What the program finds wrong in files, as JSON; its lines count from 1."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.json"
        options = ["--offline", "--diagnostics-format", "json", "--diagnostics-file", str(found)]
        ran = subprocess.run([tombi, "lint", *options, *map(str, paths)], capture_output=True, text=True, cwd=PROJECT)
        text = found.read_text() if found.exists() else ""
    return ran, text


class Server:
    """The language server, to which an editor speaks."""

    def __init__(self, tombi):
        self.process = subprocess.Popen(
            [tombi, "lsp", "--offline"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.asked = 0
        self.ask("initialize", {"processId": None, "rootUri": PROJECT.as_uri(), "capabilities": {}})
        self.tell("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b": ")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            fail("the language server has ended")
        return json.loads(self.process.stdout.read(length))

    def tell(self, method, parameters):
        self.send({"method": method, "params": parameters})

    def ask(self, method, parameters):
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": parameters})
        while True:
            message = self.receive()
            if "method" in message and "id" in message:
                # What the server asks of the editor is answered with nothing.
                self.send({"id": message["id"], "result": None})
            elif message.get("id") == self.asked:
                if "error" in message:
                    fail(f"{method}: {message['error']}")
                return message["result"]

    def end(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.wait(timeout=30)


def in_files(tombi, folder):
    template = folder / "template.toml"
    template.write_text(f"#:schema {SCHEMA}\n{TEMPLATE.read_text()}")
    right = folder / "right.toml"
    right.write_text(RIGHT.format(schema=SCHEMA))
    shipped = sorted((PROJECT / "scenarios").glob("*.toml"))
    if len(shipped) < 20:
        fail(f"only {len(shipped)} shipped scenarios")
    ran, found = lint(tombi, [*shipped, template, right])
    if ran.returncode != 0:
        fail(f"what is right is refused:\n{ran.stdout}{ran.stderr}{found}")
    print(f"{len(shipped)} shipped scenarios and the template: valid")
    for what, old, new, line, words in WRONG:
        path = folder / "wrong.toml"
        path.write_text(RIGHT.format(schema=SCHEMA).replace(old, new, 1))
        ran, found = lint(tombi, [path])
        said = json.loads(found or "[]")
        places = [(one["range"]["start"]["line"], one["message"]) for one in said]
        if ran.returncode == 0 or not any(at == line and words in message for at, message in places):
            fail(f"{what}: expected line {line} with {words!r}, found {places}")
        print(f"{what}: refused at line {line}")


def in_an_editor(tombi, folder):
    server = Server(tombi)
    path = folder / "open.toml"
    what, old, new, line, words = WRONG[0]
    # The empty line behind the heading is where a key is completed.
    text = RIGHT.format(schema=SCHEMA).replace(old, new, 1).replace("[region]\n", "[region]\n\n")
    path.write_text(text)
    document = {"uri": path.as_uri()}
    server.tell("textDocument/didOpen", {"textDocument": {**document, "languageId": "toml", "version": 1, "text": text}})

    problems = server.ask("textDocument/diagnostic", {"textDocument": document})["items"]
    if not any(one["range"]["start"]["line"] + 1 == line and words in one["message"] for one in problems):
        fail(f"{what}: the editor is told {problems}")
    print(f"language server: {what} is marked in line {line}")

    def at(number, character=0):
        return {"textDocument": document, "position": {"line": number, "character": character}}

    lines = text.splitlines()
    offers = server.ask("textDocument/completion", at(lines.index("[region]") + 1))
    offers = offers if isinstance(offers, list) else offers["items"]
    burst = [one for one in offers if one["label"] == "burst"]
    if not burst or "environments that can be created at once" not in json.dumps(burst):
        fail(f"`burst` is not offered with what it means: {[one['label'] for one in offers]}")
    print(f"language server: `burst` is offered with what it means, among {len(offers)}")

    hover = server.ask("textDocument/hover", at(lines.index('duration = "1m"'), 2))
    if "simulated time" not in json.dumps(hover):
        fail(f"`duration` is not explained: {hover}")
    print("language server: `duration` is explained")
    server.end()


def main():
    tombi = sys.argv[1]
    with tempfile.TemporaryDirectory() as folder:
        in_files(tombi, Path(folder))
        in_an_editor(tombi, Path(folder))


main()
