import Screen
package import SessionCore
import SessionRegistry

extension Model {
    /// The only way the model changes. Pure: everything it wants done outside comes back as effects, in order.
    package mutating func update(_ event: Event) -> [Effect] {
        switch event {
        case .started(let at):
            now = at
            started = true
            pollDueAt = at
            tab.screen.shown(&self)
        case .input(let input, let at):
            now = at
            handle(input)
        case .tick(let at):
            now = at
        case .answer(let generation, let result, let at):
            now = at
            answered(generation, result)
        case .progress(let generation, let done, let at):
            now = at
            if let index = jobs.firstIndex(where: { $0.generation == generation }) { jobs[index].done = done }
            if case .tab(let owner)? = pending[generation] { owner.screen.progressed(done, generation, &self) }
        case .storeTouched(let at):
            now = at
            connection.touched = true
            // However busy the store is, it is asked twice a second at most.
            let soon = now.advanced(byMilliseconds: 500)
            pollDueAt = max(now, min(soon, connection.polledAt?.advanced(byMilliseconds: 500) ?? now))
        case .commandEnded(let command, let ending, let at):
            now = at
            commandEnded(command, ending)
        case .notKept(let problem, let at):
            now = at
            toast("Your choices are not kept for the next run: \(problem)", .warning)
        case .storeOpened(let description, let at):
            now = at
            enter(description)
        case .storeNotOpened(let problem, let at):
            now = at
            toast("\(store.url) stays open: \(problem)", .failure)
        case .settled(let number, let at):
            now = at
            if case .act(var dialog) = overlay, dialog.settling == number { dialog.ready = true; overlay = .act(dialog) }
        }
        if let toast = toastShown, toast.until <= now { toastShown = nil }
        tab.screen.ticked(&self)
        notePlace()
        poll()
        keepMemory()
        let result = effects
        effects = []
        return result
    }

    /// When the runtime should post `.tick` next; `nil`: nothing here changes by itself, so nothing needs to wake.
    package var wakeAt: Timestamp? {
        guard started else { return nil }
        var times: [Timestamp] = []
        if let toast = toastShown { times.append(toast.until) }
        if let tab = tab.screen.wakeAt(self) { times.append(tab) }
        if let job = jobWakeAt { times.append(job) }
        switch connection.state {
        case .offline(_, _, let retryAt, _):
            if connection.polling == nil { times.append(retryAt) }
            // The age beside OFFLINE moves.
            times.append(now.advanced(bySeconds: 1))
        case .connecting, .online:
            if connection.polling != nil {
                times.append(now.advanced(bySeconds: 1))
            } else if !paused, let pollDueAt {
                times.append(pollDueAt)
            }
        }
        return times.min()
    }

    /// Whether the runtime is to post `.storeTouched`: not while that could change nothing.
    package var listensToStore: Bool {
        connection.isWatched && started && !paused && !connection.touched && connection.polling == nil && !connection.isOffline
    }

    // MARK: Input

    private mutating func handle(_ input: InputEvent) {
        switch input {
        case .resize(let size):
            self.size = size
            sessions.clampTop(height: listHeight)
            tokens.clampTop(height: listHeight)
            if tab == .sessions { ListActions<SessionRecord>.prefetch(&self); ListActions<SessionRecord>.settleDetail(&self) }
            if tab == .tokens { ListActions<TokenRecord>.prefetch(&self); ListActions<TokenRecord>.settleDetail(&self) }
        case .resumed:
            emit(.repaint)
            if !paused { refreshNow() }
        case .terminate:
            emit(.quit(status: 0))
        case .mouse(let event):
            if mouse, !screenLayout.tooSmall { handleMouse(event) }
        case .key(let key):
            handleKey(key, input)
        case .paste:
            guard !screenLayout.tooSmall else { return }
            if let overlay { handleOverlay(input, overlay) } else { _ = tab.screen.input(input, &self) }
        }
    }

    private mutating func handleKey(_ key: Key, _ input: InputEvent) {
        if screenLayout.tooSmall {
            // A dialog that cannot be seen cannot be answered.
            if key == .character("q") || key == .character("Q") { emit(.quit(status: 0)) }
            if key == .control("c") { interrupt() }
            if key == .control("z") { emit(.suspend) }
            return
        }
        if key == .control("l") { return emit(.repaint) }
        if key == .control("z") { return emit(.suspend) }
        if let overlay { return handleOverlay(input, overlay) }
        if tab.screen.capturesText(self) {
            if tab.screen.input(key == .control("c") ? .key(.escape) : input, &self) { return }
        } else if key == .control("c") {
            return interrupt()
        }
        if let binding = keymap.binding(for: key, in: tab) { return run(binding, key: key) }
        _ = tab.screen.input(input, &self)
    }

    /// Ctrl-C: cancels what runs; twice quits.
    mutating func interrupt() {
        if let interruptedUntil, now <= interruptedUntil { return emit(.quit(status: 130)) }
        interruptedUntil = now.advanced(bySeconds: 2)
        if let job = shownJob {
            if acts[job.generation] == nil {
                cancel(job.generation)
                toast("Cancelled: \(job.title).")
            } else {
                // What was done by then is reported by its answer.
                emit(.cancel(job.generation))
                toast("Stopping: \(job.title).")
            }
        } else {
            toast("\(Key.control("c").label) again quits.")
        }
    }

    mutating func goBack(quitting: Bool) {
        let inDetail = layout.zoomed || layout.detailFocused
        let isList = tab == .sessions || tab == .tokens
        // `q` closes what is open but leaves filter and marks alone; Esc clears them one after the other.
        if !quitting || !isList || inDetail, tab.screen.back(&self) { return }
        if let previous = trail.popLast() { return show(previous) }
        if quitting { return emit(.quit(status: 0)) }
        toastShown = nil
    }

    mutating func refreshNow() {
        if !connection.isOffline {
            connection.changeToken = nil
            pollDueAt = now
        }
        if case .offline(let since, let attempt, _, let message) = connection.state {
            connection.state = .offline(since: since, attempt: attempt, retryAt: now, message: message)
        }
        tab.screen.storeChanged(&self)
    }

    /// Moves the splitter to where the pointer is.
    private mutating func dragSplitter(to point: Point) {
        let layout = screenLayout
        guard !layout.body.isEmpty else { return }
        switch layout.place {
        case .beside: self.layout.detailShare = min(70, max(20, (layout.body.endColumn - point.column) * 100 / layout.body.columns))
        case .below: self.layout.detailShare = min(63, max(20, (layout.body.endRow - point.row) * 100 / layout.body.rows - 7))
        case .none, .full: break
        }
    }

    private mutating func handleMouse(_ event: MouseEvent) {
        if draggingSplitter {
            if event.kind == .drag { return dragSplitter(to: event.at) }
            draggingSplitter = false
        }
        if let overlay, event.kind == .wheelUp || event.kind == .wheelDown {
            return turnWheel(event.kind == .wheelDown ? 1 : -1, overlay)
        }
        let painter = render(self, size: size)
        guard let hit = painter.target(at: event.at) else { return }
        let inside = Point(column: event.at.column - hit.area.column, row: event.at.row - hit.area.row)
        if let overlay {
            // Never a way to confirm: a dialog's only button is Cancel.
            guard event.kind == .press, case .overlay(let index) = hit.target else { return }
            switch overlay {
            case .menu(let menu): choose(menu, index)
            case .help(let help):
                let entries = help.entries(self)
                self.overlay = nil
                if entries.indices.contains(index) { run(entries[index], key: nil) }
            case .act(let dialog):
                guard dialog.ready else { return }
                closeDialog(dialog)
                toast("Cancelled; nothing was changed.")
            case .palette(let palette):
                let offers = Completion.offers(palette.field.text, self)
                if offers.indices.contains(index) { take(offers[index], palette) }
            case .messages: break
            case .list(let overlay): chooseInListOverlay(overlay, index)
            }
            return
        }
        switch hit.target {
        case .tab(let tab) where event.kind == .press:
            trail = []
            show(tab)
        case .binding(let id) where event.kind == .press:
            if let binding = keymap[id: id] { run(binding, key: nil) }
        case .tab, .binding: break
        case .splitter where event.kind == .press:
            draggingSplitter = true
        default:
            tab.screen.clicked(hit.target, event.kind, at: inside, &self)
        }
    }

    // MARK: Answers

    /// The program was run in the screen's place, and the screen is back.
    private mutating func commandEnded(_ command: [String], _ ending: CommandEnding) {
        let name = Verb.matching(command)?.name ?? command.prefix(2).joined(separator: " ")
        switch ending {
        case .status(0): toast("\(name): done.")
        case .status(let status): toast("\(name) ended with status \(status).", .warning)
        case .signal(let number): toast("\(name) was ended by signal \(number).", .warning)
        case .notRun(let reason): toast("\(name) could not be run: \(reason)", .failure)
        }
        refreshNow()
    }

    private mutating func answered(_ generation: Generation, _ result: Result<Answer, StoreError>) {
        guard let owner = pending.removeValue(forKey: generation) else { return }
        jobs.removeAll { $0.generation == generation }
        let polled = connection.polling == generation
        if polled { connection.polling = nil }
        switch result {
        case .success: storeAnswered()
        case .failure(let error):
            // A change that a lock holds up says nothing of reading: the next question does.
            if acts[generation] == nil { storeFailed(error, polled: polled) } else { pollDueAt = now }
        }
        if case .tab(let owner) = owner { return owner.screen.answered(result, to: generation, &self) }
        if let act = acts.removeValue(forKey: generation) { return actAnswered(result, act) }
        if sessions.lookup?.generation == generation { return RecordLookup<SessionRecord>.answered(result, &self) }
        if tokens.lookup?.generation == generation { return RecordLookup<TokenRecord>.answered(result, &self) }
        if case .act(let dialog) = overlay, dialog.previewing == generation {
            dialogAnswered(result, dialog)
        }
        if polled, case .success(.changeToken(let token)) = result {
            let old = connection.changeToken
            connection.changeToken = token
            if let old, old != token, !paused { tab.screen.storeChanged(&self) }
        }
    }

    private mutating func storeAnswered() {
        connection.answeredAt = now
        guard connection.state != .online else { return }
        let wasOffline = connection.isOffline
        if case .offline(let since, _, _, _) = connection.state {
            let seconds = max(1, now.seconds(since: since))
            toast("The store answers again, after \(MomentFormat.short(seconds: seconds)).", .success, unasked: true)
        }
        connection.state = .online
        pollDueAt = now
        if wasOffline { tab.screen.shown(&self) }
    }

    private mutating func storeFailed(_ error: StoreError, polled: Bool) {
        guard error.code == .unavailable || error.code == .unreadable else { return }
        switch connection.state {
        case .offline(let since, let attempt, let retryAt, _):
            // Only the retry counts; other requests that fail meanwhile say nothing new.
            let next = polled ? now.advanced(bySeconds: Self.backOff(attempt + 1)) : retryAt
            connection.state = .offline(since: since, attempt: polled ? attempt + 1 : attempt, retryAt: next, message: error.message)
        case .online, .connecting:
            connection.state = .offline(since: now, attempt: 0, retryAt: now.advanced(bySeconds: 1), message: error.message)
            toast("The store does not answer: \(error.message)", .failure, unasked: true)
        }
    }

    static func backOff(_ attempt: Int) -> Int64 { attempt < 5 ? 1 << Int64(max(0, attempt)) : 30 }

    private mutating func poll() {
        guard started, connection.polling == nil else { return }
        switch connection.state {
        case .offline(_, _, let retryAt, _):
            guard retryAt <= now else { return }
        case .online, .connecting:
            guard !paused, let due = pollDueAt, due <= now else { return }
        }
        pollDueAt = now.advanced(byMilliseconds: connection.isWatched ? 30_000 : 500)
        connection.polledAt = now
        connection.touched = false
        connection.polling = request(.changeToken, for: .shell)
    }
}
