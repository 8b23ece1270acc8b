"""What proves the promises: the suite every channel passes, counterparts to try it against, the chaos run.

For those who write a connector:

- `conformance`: the suite every channel passes, as test classes to inherit
- `recordings`, `mutation`: recorded deliveries, and spoilt copies of them
- `counterpart`: a provider that answers or breaks off as it is told
- `graph`: Meta's Graph API, with faults on request and webhooks
- `files`: small files that are what they claim to be
- `quality`: the checked list of what is expected of a connector
"""
