"""English texts of the area ``profiles``: one entry per sentence, named by what it says."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    # files
    "unreadable": "{path}: the profile can't be read: {reason}",
    "too-long": "{path}: too long or too deep for a profile",
    "not-utf8": "{path}: the profile is not UTF-8; save it as UTF-8",
    "not-yaml": "{path}:{line}: no readable YAML {reason}; see the shipped profiles for the form",
    "no-mapping": "{path}: a profile is `key: value` lines; see the shipped profiles for the form",
    "open-to-others": "{path}: holds a key and can be read by others; run: chmod 600 on it, or use key_env instead",
    "unknown-key": "{file}: {path}: there is no such key{hint}",
    "bad-value": "{file}: {path}: {reason}",
    "did-you-mean": "; did you mean {name}?",
    "unknown": "there is no profile {name}{hint} (there are: {known})",
    "path-in-plan": "{name}: a plan names profiles, not files; put it into your profiles folder, or give --provider",
    "default-bad": "{path}: provider must be a profile's name or a list of names",
    "mixed-lineage": "a chain is of one model family, these are several: {parts}; name profiles of one of them",
    # addresses and variables
    "no-address": "{name} has no address: set GPT_IMAGE2_BASE_URL, or base_url in your own profile {name}.yaml.",
    "bad-address": "{source}: the base URL is no http(s) address; write https://host or https://host/v1",
    "user-in-address": "{source}: the base URL holds a user or password; give the key by variable instead",
    "bad-path": "{name}: no path; write it like /v1/images/generations",
    "bad-seconds": "{name}: no number of seconds; write one between 1 and 86400",
    # keys
    "no-key": "{name} has no key: set {variables}.",
    "no-key-file": "{name} has no key: set key_env or key in {file}.",
    "bad-key": "{source}: the key holds blanks or characters that no key has; copy it again",
    "dropped": "{name} is left out, the chain is {left} long: {reason}",
    "plain-http": "{name}: the key goes unencrypted to {origin}; use https",
    "openai-key-elsewhere": "OPENAI_API_KEY is sent to {origins}, which is not OpenAI; "
    "set another variable if unwanted",
    # proxies
    "proxy-bad": "the proxy in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY is no address; write http://host:port",
    "proxy-socks": (
        "{proxy}: a socks proxy can't be used; set HTTPS_PROXY to the proxy's http port (http://host:port), "
        "or name the service's host in NO_PROXY"
    ),
}
