"""Generated code, executed."""

import ast

from cardkit import Message


def executed(code):
    """The message of a module, which imports what it uses and nothing else, each once."""
    tree = ast.parse(code)
    imported = [name.name for node in tree.body if isinstance(node, ast.ImportFrom) for name in node.names]
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - {"message"}
    assert imported == sorted(used)
    assert [type(node) for node in tree.body] == [ast.ImportFrom, ast.Assign]
    scope = {}
    exec(compile(tree, "message.py", "exec"), scope)
    return scope["message"]


def same(message):
    """The code of a message, of which it is known that it makes an equal one."""
    code = message.to_code()
    assert executed(code) == message
    assert executed(code).to_code() == code
    code.encode()
    return code


def read(body):
    """The code of a body, executed equal."""
    code = same(Message.from_dict(body))
    assert executed(code).to_dict(check=False) == body
    return code
