import asyncio
import collections

print("asyncio.coroutine:", hasattr(asyncio, "coroutine"))
print("asyncio.Task.all_tasks:", hasattr(asyncio.Task, "all_tasks"))
print("asyncio.all_tasks:", hasattr(asyncio, "all_tasks"))
print("collections.Iterable:", hasattr(collections, "Iterable"))
print("asyncio.get_event_loop:", hasattr(asyncio, "get_event_loop"))
