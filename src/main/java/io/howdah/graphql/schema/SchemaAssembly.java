package io.howdah.graphql.schema;

import graphql.Scalars;
import graphql.TypeResolutionEnvironment;
import graphql.language.Description;
import graphql.language.InterfaceTypeDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.language.ScalarTypeDefinition;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLScalarType;
import graphql.schema.GraphQLSchema;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.ScalarInfo;
import graphql.schema.idl.SchemaGenerator;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import graphql.schema.idl.TypeRuntimeWiring;
import io.howdah.model.FieldType;
import io.howdah.model.Frontend;
import io.howdah.model.InterfaceType;
import io.howdah.model.ListType;
import io.howdah.model.ModelField;
import io.howdah.model.ObjectType;
import io.howdah.model.ReadModel;
import io.howdah.model.ReadModels;
import io.howdah.model.Relation;
import io.howdah.model.ScalarType;
import io.howdah.model.View;
import io.howdah.query.ModelReads;
import io.howdah.query.PageCursors;
import io.howdah.query.PageLength;
import io.howdah.store.ModelCollections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a frontend's schema: the types of its SDL, for each view a query by key and a list, and the hand-written fields. */
public final class SchemaAssembly {

    private static final String CURSOR = "Cursor";

    private final Frontend frontend;
    private final ReadModels models;
    private final Map<String, ModelReads> reads;
    private final PageCursors cursors;
    private final RouteCalls calls;
    private final RuntimeWiring.Builder wiring = RuntimeWiring.newRuntimeWiring();
    private final Set<String> wired = new HashSet<>();

    /** The fields that lead to other documents, {@code Type.field}. */
    private final Set<String> related = new HashSet<>();

    private SchemaAssembly(
            Frontend frontend, ReadModels models, ModelCollections collections, PageCursors cursors, RouteCalls calls) {
        this.frontend = frontend;
        this.models = models;
        this.cursors = cursors;
        this.calls = calls;
        this.reads = models.all().stream()
                .collect(Collectors.toMap(ReadModel::name, model -> new ModelReads(model, collections)));
    }

    public static GraphQLSchema assemble(
            Frontend frontend, ReadModels models, ModelCollections collections, PageCursors cursors, RouteCalls calls) {
        return new SchemaAssembly(frontend, models, collections, cursors, calls).assemble();
    }

    /** Returns the same schema for looking at: without what reads the fields, and so without a database. */
    static GraphQLSchema describe(Frontend frontend) {
        return schema(types(frontend), RuntimeWiring.newRuntimeWiring());
    }

    private GraphQLSchema assemble() {
        TypeDefinitionRegistry registry = types(frontend);
        frontend.views().forEach(this::queries);
        frontend.views().forEach(this::changes);
        new RouteFields(frontend.handWritten()).wire(wiring, calls);
        shown(registry);
        requireWired(registry);
        ConnectionTypes.wire(wiring);
        return schema(registry, wiring);
    }

    /** Returns the schema by which the results of its subscriptions are worked out. */
    public static GraphQLSchema assembleChanges(
            Frontend frontend, ReadModels models, ModelCollections collections, PageCursors cursors, RouteCalls calls) {
        return new SchemaAssembly(frontend, models, collections, cursors, calls).assembleChanges();
    }

    private GraphQLSchema assembleChanges() {
        TypeDefinitionRegistry registry = types(frontend);
        SubscriptionSchema.declare(registry, frontend.views());
        frontend.views().forEach(view -> SubscriptionSchema.wire(wiring, view));
        shown(registry);
        requireWired(registry);
        return schema(registry, wiring);
    }

    /** What is not shown by the rules of a read model would be shown as it is stored. */
    private void requireWired(TypeDefinitionRegistry registry) {
        frontend.registry().getTypes(ObjectTypeDefinition.class).stream()
                .filter(type -> type.hasDirective("readModel") || type.hasDirective("view"))
                .map(ObjectTypeDefinition::getName)
                .filter(name -> registry.types().containsKey(name) && !wired.contains(name))
                .forEach(name -> {
                    throw new IllegalStateException(name + " would be shown without the rules of its read model");
                });
    }

    private static TypeDefinitionRegistry types(Frontend frontend) {
        ApiTypes types = new ApiTypes(frontend.registry());
        GeneratedSdl generated = new GeneratedSdl();
        for (View view : frontend.views()) {
            types.reach(view.name());
            types.reach(CURSOR);
            types.reach(SubscriptionSdl.version(view).sdlName());
            view.model()
                    .key()
                    .forEach(key -> types.reach(field(view.model(), key).type().sdlName()));
            generated.add(view);
        }
        RouteFields handWritten = new RouteFields(frontend.handWritten());
        handWritten.reach(types);
        String roots = "type Query\n" + (frontend.views().isEmpty() ? "" : "type Subscription\n");
        TypeDefinitionRegistry registry = types.registry().merge(new SchemaParser().parse(roots + generated.text()));

        handWritten.declare(registry);
        return registry;
    }

    private static GraphQLSchema schema(TypeDefinitionRegistry registry, RuntimeWiring.Builder wiring) {
        registry.getTypes(InterfaceTypeDefinition.class)
                .forEach(type -> wiring.type(
                        TypeRuntimeWiring.newTypeWiring(type.getName()).typeResolver(SchemaAssembly::resolve)));
        // graphql-java's own takes whatever a variable holds for an ID, lists and objects as well.
        wiring.strictMode(false)
                .scalar(ModelScalar.of(ScalarType.ID, String.valueOf(Scalars.GraphQLID.getDescription())))
                .strictMode(true);
        for (ScalarTypeDefinition scalar : registry.scalars().values()) {
            if (scalar.getName().equals(CURSOR)) {
                // No value of a document, and so none of the model's scalars.
                wiring.scalar(GraphQLScalarType.newScalar(Scalars.GraphQLString)
                        .name(CURSOR)
                        .description(text(scalar.getDescription()))
                        .build());
            }
            ScalarType.named(scalar.getName())
                    .filter(type -> !ScalarInfo.isGraphqlSpecifiedScalar(scalar.getName()))
                    .ifPresent(type -> wiring.scalar(ModelScalar.of(type, text(scalar.getDescription()))));
        }
        return new SchemaGenerator().makeExecutableSchema(registry, wiring.build());
    }

    private void changes(View view) {
        wiring.type(TypeRuntimeWiring.newTypeWiring("Subscription")
                .dataFetcher(SubscriptionSdl.field(view), new SubscriptionFetcher(view, related)));
    }

    private void queries(View view) {
        ModelReads own = reads(view.model().name());
        wiring.type(TypeRuntimeWiring.newTypeWiring("Query")
                .dataFetcher(view.singular(), new KeyFetcher(own))
                .dataFetcher(view.plural(), new ConnectionFetcher(own, cursors)));
        ConnectionTypes.wire(wiring, view.name(), own);
    }

    /** A type is shown by its model's rules, be it reached as a list, by a relation or from a hand-written field. */
    private void shown(TypeDefinitionRegistry registry) {
        frontend.views().forEach(this::fetchers);
        models.all().stream()
                .map(ReadModel::view)
                .filter(view -> registry.types().containsKey(view.name()))
                .forEach(this::fetchers);
    }

    private void fetchers(View view) {
        if (!wired.add(view.name())) {
            return;
        }
        TypeRuntimeWiring.Builder type = TypeRuntimeWiring.newTypeWiring(view.name());
        values(type, view.fields());
        for (Relation relation : view.relations()) {
            related.add(view.name() + "." + relation.name());
            type.dataFetcher(relation.name(), new RelationFetcher(relation, reads(relation.model()), PageLength.MAX));
        }
        wiring.type(type);
    }

    private void values(TypeRuntimeWiring.Builder type, List<ModelField> fields) {
        for (ModelField field : fields) {
            type.dataFetcher(field.name(), new ValueFetcher(field));
            held(field.type());
        }
    }

    private void held(FieldType type) {
        if (type instanceof ListType list) {
            held(list.element());
        } else if (type instanceof ObjectType object
                && models.find(object.sdlName()).isEmpty()
                && wired.add(object.sdlName())) {
            TypeRuntimeWiring.Builder builder = TypeRuntimeWiring.newTypeWiring(object.sdlName());
            values(builder, object.fields());
            wiring.type(builder);
        } else if (type instanceof InterfaceType either && wired.add(either.sdlName())) {
            either.types().forEach(this::held);
        }
    }

    private ModelReads reads(String model) {
        return Objects.requireNonNull(reads.get(model), model);
    }

    private static @Nullable GraphQLObjectType resolve(TypeResolutionEnvironment environment) {
        return environment.getObject() instanceof Map<?, ?> object
                ? environment.getSchema().getObjectType(String.valueOf(object.get(InterfaceType.TYPE_NAME)))
                : null;
    }

    private static ModelField field(ReadModel model, String name) {
        return model.field(name).orElseThrow();
    }

    private static String text(@Nullable Description description) {
        return description == null ? "" : description.getContent();
    }
}
