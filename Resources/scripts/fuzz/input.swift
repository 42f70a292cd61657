// Fuzzes what a terminal may send: the same bytes, in whatever pieces they come, and time-outs between them.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let size = input.first.map({ Int($0 & 31) + 1 }) else { return 0 }
    let bytes = input.dropFirst()
    var whole = InputDecoder()
    let atOnce = whole.feed(bytes, at: 0) + whole.flush(at: 0)

    var pieces = InputDecoder()
    var events: [InputEvent] = []
    var rest = bytes
    while !rest.isEmpty {
        events += pieces.feed(rest.prefix(size), at: 0)
        rest = rest.dropFirst(size)
    }
    events += pieces.flush(at: 0)
    precondition(events == atOnce)
    // No event comes from nothing.
    precondition(atOnce.count <= bytes.count)
    return 0
}
