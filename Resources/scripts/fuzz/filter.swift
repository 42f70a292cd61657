// Fuzzes filter expressions, and what a filter says of itself.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzFilter(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    do {
        let filter = try Filter(parsing: text)
        precondition(filter.terms.count <= Filter.mostTerms)
        // What it is written as reads as the same filter, unless quoting made it longer than a filter may be.
        let written = filter.description
        if written.unicodeScalars.count <= Filter.longestText {
            let again = try Filter(parsing: written)
            precondition(again.description == written)
        }
    } catch {
        precondition(!error.description.isEmpty)
    }
    return 0
}
