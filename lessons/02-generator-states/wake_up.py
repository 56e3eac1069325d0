def greeter():
    print("who are you?")
    name = yield
    print("hello,", name)
    yield


visit = greeter()  # <1>
visit.send("Ada")
