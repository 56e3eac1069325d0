import heapq

agenda = []
for event in [(5, 2, "leaves"), (9, 0, "drops off"), (5, 1, "picks up")]:
    heapq.heappush(agenda, event)
heapq.heappush(agenda, (7, 2, "picks up"))
while agenda:
    print(*heapq.heappop(agenda))
