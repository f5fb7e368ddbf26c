package dev.stator.node.antientropy;

import dev.stator.node.message.Reply;
import dev.stator.node.message.TreeRequest.CompareTombstones;
import dev.stator.node.message.TreeRequest.KeySum;
import dev.stator.node.port.Storage;
import dev.stator.node.record.Records;
import dev.stator.node.version.KeyState;
import dev.stator.node.version.LeafSum;
import dev.stator.node.version.StoredRecord;
import dev.stator.ring.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Looks up what another owner believes that this one has, too, or lacks (PROTOCOL rule 14), one key after the other. What cannot be
 * read is an objection: it may be anything. The sweep number is told as it is once all were looked at, and what was found is on
 * disk: the other owner forgets for it, and power must not bring back here what was before.
 */
final class TombstoneAnswer {
    private final Site site;
    private final CompareTombstones question;
    private final Consumer<Reply> answer;
    private final List<Key> objections = new ArrayList<>();
    private int next;

    TombstoneAnswer(Site site, CompareTombstones question, Consumer<Reply> answer) {
        this.site = site;
        this.question = question;
        this.answer = answer;
    }

    void goOn() {
        if (next == question.keys().size()) {
            site.records().sync(new Synced());
            return;
        }
        KeySum key = question.keys().get(next++);
        site.records().readMetadata(key.key(), new Records.Reader() {
            @Override
            public void found(StoredRecord record) {
                if (!agrees(key, record.state())) {
                    objections.add(key.key());
                }
                goOn();
            }

            @Override
            public void failed(String reason) {
                objections.add(key.key());
                goOn();
            }
        });
    }

    private final class Synced implements Storage.Progress {
        @Override
        public void applied() {}

        @Override
        public void durable() {
            answer.accept(new Reply.Objections(question.id(), site.sweep().orElseThrow(), objections));
        }

        @Override
        public void failed(String reason) {} // no answer; the process starts anew
    }

    private boolean agrees(KeySum key, KeyState own) {
        return own.isAbsent()
                || own.isDeletedBefore(site.horizon().millis())
                        && LeafSum.of(key.key(), own).equals(key.sum());
    }
}
