"""What proves the promises: the suite every channel passes, counterparts to try it against, the chaos run.

For those who write a connector:

- `conformance`: the suite every channel passes, as test classes to inherit
- `recordings`, `mutation`: recorded deliveries, and spoilt copies of them
- `counterpart`: a provider that answers or breaks off as it is told
- `graph`, `waha`, `evolution`, `twilio`: the providers, with faults on request and webhooks
- `abilities`: the suites of what a connector can do besides
- `simulate`: all four on one port, with the phones on the other side
- `files`: small files that are what they claim to be
- `quality`: the checked list of what is expected of a connector
"""
