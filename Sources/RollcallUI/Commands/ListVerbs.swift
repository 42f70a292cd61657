import Screen
import SessionCore
import SessionRegistry

/// What the verbs of sessions and of tokens do on the screen.
enum ListVerbs<Row: ListedRecord> {
    static func list(_ arguments: VerbArguments, _ model: inout Model) -> Verb.Answer {
        guard arguments.has(only: ["--filter", "--user", "--state", "--sort"]) else { return .program }
        var sort: ListSort<Row.Field>?
        if let text = arguments["--sort"] {
            switch Self.sort(text) {
            case .success(let given): sort = given
            case .failure(let misuse): return .refused(misuse.sentence)
            }
        }
        let filter: Filter
        switch Self.filter(arguments) {
        case .success(let given): filter = given
        case .failure(let misuse): return .refused(misuse.sentence)
        }
        model.show(Row.tab)
        ListActions<Row>.setFilter(filter, &model)
        if let sort { ListActions<Row>.setSort(sort, &model) }
        return .done
    }

    static func show(_ arguments: VerbArguments, _ model: inout Model) -> Verb.Answer {
        guard arguments.options.isEmpty else { return .program }
        return RecordLookup<Row>.begin(arguments.operands, .show, &model)
    }

    static func revoke(_ arguments: VerbArguments, _ model: inout Model) -> Verb.Answer {
        let ways = [!arguments.operands.isEmpty, arguments.has("--filter"), arguments.has("--user"), arguments.has("--all")]
        guard ways.count(where: { $0 }) == 1 else {
            return .refused("Name what to revoke by one of: ids, --filter, --user, --all.")
        }
        // What the dialog cannot show the program shows and asks itself.
        guard arguments.has(only: ["--filter", "--user", "--reason"]) else { return .program }
        let reason = arguments["--reason"] ?? ""
        if model.connection.isOffline { return .refused("The store does not answer; nothing can be revoked now.") }
        if let user = arguments["--user"] {
            guard !user.isEmpty else { return .refused("--user needs a user's id.") }
            var dialog = ActDialog(act: .revoke(.user(user)), noun: "user", items: [], user: user, openedBy: model.openingKey)
            dialog.reason.set(reason)
            model.open(dialog)
            return .done
        }
        if arguments.has("--filter") {
            switch Self.filter(arguments) {
            case .success(let filter): return RecordLookup<Row>.begin(matching: filter, reason: reason, &model)
            case .failure(let misuse): return .refused(misuse.sentence)
            }
        }
        return RecordLookup<Row>.begin(arguments.operands, .revoke(reason: reason), &model)
    }

    static func restore(_ arguments: VerbArguments, _ model: inout Model) -> Verb.Answer {
        guard arguments.operands.isEmpty == arguments.has("--revocation") else {
            return .refused("Name what to restore by either ids or --revocation.")
        }
        guard arguments.has(only: ["--revocation"]) else { return .program }
        guard let text = arguments["--revocation"] else { return RecordLookup<Row>.begin(arguments.operands, .restore, &model) }
        guard let revocation = RevocationID(text) else { return .refused("--revocation takes an id such as r12, not \(text).") }
        model.confirmRestore(.revocation(revocation), what: revocation.description)
        return .done
    }

    // MARK: Reading

    /// `--filter`, `--user` and `--state` as one filter.
    private static func filter(_ arguments: VerbArguments) -> Result<Filter, VerbMisuse> {
        var filter: Filter
        do {
            filter = try Filter(parsing: arguments["--filter"] ?? "")
        } catch {
            return .failure(VerbMisuse("--filter: \(error.description)."))
        }
        if let user = arguments["--user"] { filter.terms.append(Filter.Term(.user(user))) }
        switch arguments["--state"] {
        case nil, "all": break
        case "active": filter.terms.append(Filter.Term(.state(.active)))
        case "expired": filter.terms.append(Filter.Term(.state(.expired)))
        case "revoked": filter.terms.append(Filter.Term(.state(.revoked)))
        case .some(let text): return .failure(VerbMisuse("--state is active, expired, revoked or all, not \(text)."))
        }
        return .success(filter)
    }

    /// `FIELD[:asc|:desc]`; without a direction, what one usually wants first.
    static func sort(_ text: String) -> Result<ListSort<Row.Field>, VerbMisuse> {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let field = Row.Field(rawValue: parts.first ?? "") else {
            let names = Row.Field.allCases.map(\.rawValue).joined(separator: ", ")
            return .failure(VerbMisuse("One sorts by \(names), not by \(parts.first ?? "")."))
        }
        guard parts.count > 1 else { return .success(ListActions<Row>.usualSort(field)) }
        guard let direction = SortDirection(rawValue: parts[1]) else {
            return .failure(VerbMisuse("The direction is asc or desc, not \(parts[1])."))
        }
        return .success(ListSort(field, direction))
    }
}
